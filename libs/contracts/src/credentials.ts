import { z } from 'zod';
import { auditActor } from './audit.js';
import { credentialKind, credentialSecrets, type CredentialKind } from './credential-kinds.js';
import { credentialId } from './ids.js';
import { isoDuration, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'credentials';
const params = z.object({ id: credentialId });
const name = z.string().trim().min(1).max(100);

/** `api.example.com`, `*.example.com`, `host:8443`: https. `http://host:8080` for plain http, which must be asked for. */
export const allowedHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(300)
  .transform((text) => text.replace(/^https:\/\//, ''))
  .pipe(
    z
      .string()
      .regex(
        /^(http:\/\/)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
        'expected a host such as api.example.com, *.example.com or host:8443',
      ),
  );
const allowedHosts = z.array(allowedHost).max(50).meta({
  description: 'Where it may be sent: api.example.com, *.example.com, host:8443; https unless written http://…',
});

/** How an OAuth connection stands. */
export const credentialConnection = z.object({
  state: z.enum(['none', 'connected', 'broken']).meta({
    description:
      'none: nobody connected it yet; broken: the other side takes it back, and somebody has to connect it again',
  }),
  connectedAt: timestamp.nullable(),
  refreshedAt: timestamp.nullable(),
  expiresAt: timestamp
    .nullable()
    .meta({ description: 'Of the access token, which renews itself; null when it has no end' }),
  problem: z.string().nullable().meta({ description: 'What the other side said' }),
});

export const credential = z.object({
  id: credentialId,
  name: z.string(),
  kind: credentialKind,
  allowedHosts: z.array(z.string()),
  account: z.string().nullable().meta({ description: 'User, header, parameter or client, which are no secrets' }),
  hint: z.string().nullable().meta({ description: 'Last four characters of the secret, when it is long enough' }),
  connection: credentialConnection.nullable().meta({ description: 'oauth2 and oauth2-client; null for all others' }),
  lastUsedAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Credential = z.infer<typeof credential>;

/** What every credential has beside its secrets. */
const head = <K extends CredentialKind>(kind: K) => ({ kind: z.literal(kind), name });
const somewhere = { allowedHosts: allowedHosts.min(1) };
const known = { allowedHosts: allowedHosts.default([]) };
const of = credentialSecrets;

export const newCredential = z.discriminatedUnion('kind', [
  of.bearer.safeExtend({ ...head('bearer'), ...somewhere }),
  of.basic.safeExtend({ ...head('basic'), ...somewhere }),
  of.header.safeExtend({ ...head('header'), ...somewhere }),
  of.query.safeExtend({ ...head('query'), ...somewhere }),
  of.generic.safeExtend({ ...head('generic'), ...somewhere }),
  // It signs and verifies, and is sent nowhere.
  of.hmac.safeExtend({ ...head('hmac'), ...known }),
  of.oauth2.safeExtend({ ...head('oauth2'), ...somewhere }),
  of['oauth2-client'].safeExtend({ ...head('oauth2-client'), ...somewhere }),
  of.smtp.safeExtend({ ...head('smtp'), ...known }),
  of.slack.safeExtend({ ...head('slack'), ...known }),
  of.s3.safeExtend({ ...head('s3'), ...known }),
]);
export type NewCredential = z.output<typeof newCredential>;

export const createCredential = route({
  method: 'POST',
  path: '/credentials',
  permission: 'credentials:write',
  tag,
  summary: 'Keep a credential; its secrets are sealed and never shown again',
  body: newCredential,
  responses: { 201: credential },
});
export const listCredentials = route({
  method: 'GET',
  path: '/credentials',
  permission: 'credentials:read',
  tag,
  summary: 'Credentials, without their secrets',
  query: pageQuery,
  responses: { 200: pageOf(credential) },
});
export const getCredential = route({
  method: 'GET',
  path: '/credentials/:id',
  permission: 'credentials:read',
  tag,
  summary: 'One credential, without its secrets',
  params,
  responses: { 200: credential },
  problems: ['CREDENTIAL_NOT_FOUND'],
});
export const updateCredential = route({
  method: 'PATCH',
  path: '/credentials/:id',
  permission: 'credentials:write',
  tag,
  summary: 'Rename, change the hosts, or put another secret in its place',
  params,
  body: z.strictObject({
    name: name.optional(),
    allowedHosts: allowedHosts.optional(),
    secrets: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The fields of its kind, all of them, as at creation' }),
    keepPreviousFor: isoDuration.optional().meta({
      description: 'hmac: what was signed with the secret before is accepted for so long, at most 7 days',
    }),
  }),
  responses: { 200: credential },
  problems: ['CREDENTIAL_NOT_FOUND', 'VALIDATION_FAILED'],
});
export const deleteCredential = route({
  method: 'DELETE',
  path: '/credentials/:id',
  permission: 'credentials:write',
  tag,
  summary: 'Delete a credential that no published workflow, no own tool and no setting of the tools uses',
  params,
  responses: { 204: 'empty' },
  problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_IN_USE'],
});
export const testCredential = route({
  method: 'POST',
  path: '/credentials/:id/test',
  permission: 'credentials:use',
  tag,
  summary: 'Try the credential at the other side',
  params,
  body: z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional()
      .meta({
        description:
          'Asked with the credential (GET); its host must be an allowed one. slack, s3, smtp, hmac and oauth need none',
      }),
  }),
  responses: {
    200: z.object({
      accepted: z.boolean().meta({ description: 'The other side took it' }),
      status: z.number().int().nullable().meta({ description: 'Of the HTTP answer; null where there is none' }),
      detail: z.string().nullable().meta({ description: 'What was tried, or what the other side said' }),
    }),
  },
  problems: [
    'CREDENTIAL_NOT_FOUND',
    'CREDENTIAL_HOST_REFUSED',
    'CREDENTIAL_NOT_CONNECTED',
    'VALIDATION_FAILED',
    'EGRESS_REFUSED',
    'EGRESS_FAILED',
  ],
});

/** Who used a credential, and for what. */
export const credentialUse = z.object({
  actor: auditActor.meta({ description: 'Who it was used for: a person, an API key, a run, or the platform' }),
  service: z.string().meta({ description: 'Where it was opened' }),
  times: z.number().int(),
  firstAt: timestamp,
  lastAt: timestamp,
});
export const listCredentialUses = route({
  method: 'GET',
  path: '/credentials/:id/uses',
  permission: 'credentials:read',
  tag,
  summary: 'Who used the credential, the latest first: at most 200',
  params,
  responses: { 200: z.object({ items: z.array(credentialUse) }) },
  problems: ['CREDENTIAL_NOT_FOUND'],
});

export const connectCredential = route({
  method: 'POST',
  path: '/credentials/:id/connect',
  permission: 'credentials:write',
  tag,
  summary: 'Begin to connect an account by OAuth 2 (authorization code with PKCE): where the browser goes',
  params,
  body: z.strictObject({}).default({}),
  responses: { 200: z.object({ url: z.string(), redirectUri: z.string() }) },
  problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_UNFIT'],
});
export const finishConnection = route({
  method: 'POST',
  path: '/credentials/connections',
  permission: 'credentials:write',
  tag,
  summary: 'Finish it with what the browser came back with, as the person who began it; counts once, for ten minutes',
  body: z.strictObject({ state: z.string().min(1).max(500), code: z.string().min(1).max(4000) }),
  responses: { 200: credential },
  problems: ['CONNECTION_REFUSED', 'EGRESS_REFUSED', 'EGRESS_FAILED'],
});
export const disconnectCredential = route({
  method: 'POST',
  path: '/credentials/:id/disconnect',
  permission: 'credentials:write',
  tag,
  summary: 'Forget its tokens; they are taken back at the other side, not here',
  params,
  responses: { 200: credential },
  problems: ['CREDENTIAL_NOT_FOUND'],
});

export const credentialRoutes = {
  createCredential,
  listCredentials,
  getCredential,
  updateCredential,
  deleteCredential,
  testCredential,
  listCredentialUses,
  connectCredential,
  finishConnection,
  disconnectCredential,
};
