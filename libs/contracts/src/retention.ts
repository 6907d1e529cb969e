import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'retention';

/** What a company has that set nothing itself. Days. */
export const retentionDefaults = { runDays: 90, payloadDays: 30, artifactDays: null, auditDays: 400 } as const;

const days = z.number().int().min(1).max(3650);
const shape = {
  runDays: days.meta({
    description: 'A run is deleted this long after its end, with its history, its questions and its dead letters',
  }),
  payloadDays: days.meta({
    description: 'Input, outputs and messages of a run are deleted this long after its end; at most `runDays`',
  }),
  artifactDays: days.nullable().meta({ description: 'A file is deleted this long after it was made; null: never' }),
  auditDays: z
    .number()
    .int()
    .min(30)
    .max(3650)
    .meta({ description: 'Events of the audit log are deleted after so long; the rest can still be verified' }),
};

export const retention = z.object({
  ...shape,
  lastSweep: z
    .object({
      at: timestamp,
      runsDeleted: z.number().int(),
      payloadsExpired: z.number().int().meta({ description: 'Runs whose input and outputs were deleted' }),
      artifactsDeleted: z.number().int(),
    })
    .nullable()
    .meta({ description: 'The last pass that came to an end in your company, and what it took' }),
});
export type RetentionPolicy = z.infer<typeof retention>;

export const getRetention = route({
  method: 'GET',
  path: '/company/retention',
  permission: 'company:read',
  tag,
  summary: 'How long runs, their payloads, files and the audit log are kept',
  responses: { 200: retention },
});
export const setRetention = route({
  method: 'PUT',
  path: '/company/retention',
  permission: 'company:write',
  tag,
  summary: 'Set how long they are kept; fields that are missing go back to the default',
  body: z
    .strictObject({
      runDays: shape.runDays.default(retentionDefaults.runDays),
      payloadDays: shape.payloadDays.default(retentionDefaults.payloadDays),
      artifactDays: shape.artifactDays.default(retentionDefaults.artifactDays),
      auditDays: shape.auditDays.default(retentionDefaults.auditDays),
    })
    .refine(({ runDays, payloadDays }) => payloadDays <= runDays, {
      path: ['payloadDays'],
      message: 'expected at most `runDays`: a deleted run keeps no payloads',
    }),
  responses: { 200: retention },
});

export const retentionRoutes = { getRetention, setRetention };
