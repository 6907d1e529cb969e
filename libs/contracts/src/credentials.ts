import { z } from 'zod';
import { credentialId } from './ids.js';
import { isoDuration, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'credentials';
const params = z.object({ id: credentialId });
const secret = z.string().min(1).max(10_000);
const name = z.string().trim().min(1).max(100);

/** Names that belong to the exchange itself, or to somebody else's hands. */
const reservedHeaders =
  /^(host|connection|content-(length|type|encoding)|transfer-encoding|te|trailer|upgrade|cookie|proxy-.*)$/i;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'expected the name of a header, such as X-Api-Key')
  .refine((text) => !reservedHeaders.test(text), 'this header cannot carry a credential');

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

/** What each kind keeps. The fields are sealed and never shown again. */
export const credentialSecrets = {
  bearer: z.strictObject({ token: secret }),
  basic: z.strictObject({ username: z.string().min(1).max(320), password: secret }),
  header: z.strictObject({ header: headerName, value: secret }),
  query: z.strictObject({ parameter: z.string().min(1).max(100), value: secret }),
  hmac: z.strictObject({ secret: secret.min(16, 'expected at least 16 characters') }),
  'oauth2-client': z.strictObject({
    tokenUrl: z.url({ protocol: /^https?$/ }).max(2000),
    clientId: z.string().min(1).max(500),
    clientSecret: secret,
    scope: z.string().max(1000).optional(),
  }),
} as const;
export type CredentialKind = keyof typeof credentialSecrets;
export const credentialKind = z.enum(['bearer', 'basic', 'header', 'query', 'hmac', 'oauth2-client']);

export const credential = z.object({
  id: credentialId,
  name: z.string(),
  kind: credentialKind,
  allowedHosts: z.array(z.string()),
  account: z.string().nullable().meta({ description: 'User, header, parameter or client, which are no secrets' }),
  hint: z.string().nullable().meta({ description: 'Last four characters of the secret, when it is long enough' }),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Credential = z.infer<typeof credential>;

const given = <K extends CredentialKind>(kind: K, hosts = allowedHosts.min(1)) =>
  credentialSecrets[kind].extend({ kind: z.literal(kind), name, allowedHosts: hosts });

export const newCredential = z.discriminatedUnion('kind', [
  given('bearer'),
  given('basic'),
  given('header'),
  given('query'),
  // It signs and verifies, and is sent nowhere.
  credentialSecrets.hmac.extend({ kind: z.literal('hmac'), name, allowedHosts: allowedHosts.default([]) }),
  given('oauth2-client'),
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
  summary: 'Ask an address of an allowed host with the credential (GET), to see whether it is accepted',
  params,
  body: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) }),
  responses: {
    200: z.object({
      accepted: z.boolean().meta({ description: 'The other side answered with a status below 400' }),
      status: z.number().int(),
    }),
  },
  problems: ['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_HOST_REFUSED', 'CREDENTIAL_UNFIT', 'EGRESS_REFUSED', 'EGRESS_FAILED'],
});

export const credentialRoutes = {
  createCredential,
  listCredentials,
  getCredential,
  updateCredential,
  deleteCredential,
  testCredential,
};
