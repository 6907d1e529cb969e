import { z } from 'zod';
import { event } from './event.js';
import { auditEventId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { services, type ServiceName } from './rpc.js';

const tag = 'audit';
const word = '[a-z][a-z0-9]*(-[a-z0-9]+)*';

/** Who did it. `service`: the platform itself; `run`: a run of a workflow; `nobody`: somebody who did not prove who they are. */
export const auditActorTypes = ['user', 'apiKey', 'run', 'service', 'nobody'] as const;
export const auditActor = z.object({
  type: z.enum(auditActorTypes),
  id: z.string().max(64).meta({ description: 'Of the person, API key or run; the name of the service' }),
  userId: z.string().max(64).optional().meta({ description: 'apiKey: the person who made the key' }),
});
export type AuditActor = z.infer<typeof auditActor>;

/** `credential.created`: what it is about, and what happened to it. */
const action = z
  .string()
  .max(64)
  .regex(new RegExp(`^${word}\\.${word}$`), 'expected <noun>.<verb>, such as credential.created');

const fields = z.record(z.string(), z.unknown());

/** What happened, as a service tells it. Secrets are masked before it is written. */
export const auditEntry = z.object({
  action,
  actor: auditActor,
  target: z.object({
    type: z.string().max(32),
    id: z.string().max(64),
    label: z.string().max(300).nullable().meta({ description: 'Its name at that time' }),
  }),
  address: z
    .string()
    .max(64)
    .nullable()
    .meta({ description: 'IP address of the client; null for what the platform did' }),
  requestId: z.string().max(128).nullable(),
  before: fields.nullable().meta({ description: 'Changed fields as they were; a secret is •••' }),
  after: fields.nullable().meta({ description: 'Changed fields as they are now; a secret is •••' }),
  facts: fields.nullable().meta({ description: 'What else is worth knowing, such as the host that was called' }),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const recordedBy = (producer: ServiceName) => event({ type: 'audit.recorded.v1', producer, data: auditEntry });

/** Written in the commit of what it tells of; company keeps the log. */
export const auditRecorded = Object.fromEntries(services.map((service) => [service, recordedBy(service)])) as Record<
  ServiceName,
  ReturnType<typeof recordedBy>
>;

export const auditEvent = auditEntry.extend({
  id: auditEventId,
  seq: z.number().int().meta({ description: 'Place in the log of the company, without gaps' }),
  at: timestamp,
  service: z.enum(services),
  actor: auditActor.extend({ name: z.string().nullable().meta({ description: 'At that time; null: not known' }) }),
  hash: z.string().meta({ description: 'HMAC-SHA256 over this event and the hash before it, base64url' }),
});
export type AuditEvent = z.infer<typeof auditEvent>;

const filters = {
  from: timestamp.optional().meta({ description: 'RFC 3339, UTC; inclusive' }),
  to: timestamp.optional().meta({ description: 'RFC 3339, UTC; exclusive' }),
  actor: z.string().min(1).max(64).optional().meta({ description: 'Id of a person, key, run, or name of a service' }),
  action: z
    .string()
    .regex(new RegExp(`^${word}(\\.${word})?$`), 'expected credential.created, or credential for everything about them')
    .max(64)
    .optional()
    .meta({ description: 'An action, or what stands before its dot' }),
  target: z.string().min(1).max(64).optional().meta({ description: 'Id of the object' }),
  address: z.string().min(1).max(64).optional().meta({ description: 'IP address, exactly' }),
};
export const auditFilters = z.object(filters);
export type AuditFilters = z.infer<typeof auditFilters>;

export const listAuditEvents = route({
  method: 'GET',
  path: '/audit-events',
  permission: 'audit:read',
  tag,
  summary: 'What was done in the company, newest first',
  query: pageQuery.extend(filters),
  responses: { 200: pageOf(auditEvent) },
});

export const exportAuditEvents = route({
  method: 'GET',
  path: '/audit-events/export',
  permission: 'audit:read',
  tag,
  summary: 'The same as a file, oldest first: CSV, or one JSON object a line',
  query: z.object({ ...filters, format: z.enum(['csv', 'jsonl']).default('csv') }),
  responses: { 200: 'file' },
});

/** How a log can be wrong. */
export const auditFaults = ['altered', 'missing', 'reordered', 'cut', 'head'] as const;
export const auditVerification = z.object({
  ok: z.boolean().meta({ description: 'Nothing wrong was found in what was checked' }),
  checked: z.number().int().meta({ description: 'Events that were read' }),
  first: z
    .number()
    .int()
    .meta({ description: 'The log begins here; what came before was deleted as its retention says' }),
  through: z.number().int().meta({ description: 'Checked up to this place' }),
  head: z.number().int().meta({ description: 'Place of the newest event' }),
  next: z.number().int().nullable().meta({ description: 'Time was up: ask again with `from`; null: all was checked' }),
  anchor: z
    .object({ seq: z.number().int(), at: timestamp })
    .nullable()
    .meta({ description: 'The newest signed copy of the head that is kept outside the database' }),
  fault: z
    .object({
      kind: z.enum(auditFaults).meta({
        description:
          'altered: not what was written; missing: deleted; reordered: written at another place; cut: the end is gone; head: the record of the end was changed',
      }),
      seq: z.number().int().meta({ description: 'The first place where it shows' }),
      detail: z.string(),
    })
    .nullable(),
});
export type AuditVerification = z.infer<typeof auditVerification>;

export const verifyAuditEvents = route({
  method: 'GET',
  path: '/audit-events/verification',
  permission: 'audit:read',
  tag,
  summary: 'Check that nothing in the log was edited, deleted, reordered or cut',
  query: z.object({
    from: z.coerce.number().int().min(1).optional().meta({ description: '`next` of the answer before' }),
  }),
  responses: { 200: auditVerification },
});

export const getAuditEvent = route({
  method: 'GET',
  path: '/audit-events/:id',
  permission: 'audit:read',
  tag,
  summary: 'One event',
  params: z.object({ id: auditEventId }),
  responses: { 200: auditEvent },
  problems: ['NOT_FOUND'],
});

export const auditRoutes = { listAuditEvents, exportAuditEvents, verifyAuditEvents, getAuditEvent };
