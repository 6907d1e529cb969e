import { z } from 'zod';
import { emailAddress } from './auth.js';
import { oidcIdentityId, oidcProviderId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'auth';

const issuer = z
  .url({ protocol: /^https?$/, error: 'expected an address such as https://login.example.com' })
  .max(500)
  .meta({ description: 'Its /.well-known/openid-configuration is read; http only for hosts of AAAS_EGRESS_ALLOW' });
const emailDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
    'expected a domain such as example.com',
  );
/** Owners are made by owners alone. */
const joinRole = z
  .enum(['viewer', 'operator', 'builder', 'admin'])
  .nullable()
  .meta({ description: 'What somebody becomes who signs in for the first time; null: members alone may sign in' });

export const oidcProvider = z.object({
  id: oidcProviderId,
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  emailDomains: z.array(z.string()).meta({ description: 'Addresses beyond these domains are refused' }),
  joinRole,
  callbackUrl: z.string().meta({ description: 'To be entered at the identity provider' }),
  createdAt: timestamp,
});
export type OidcProvider = z.infer<typeof oidcProvider>;

const fields = {
  name: z.string().trim().min(1).max(100),
  issuer,
  clientId: z.string().trim().min(1).max(300),
  clientSecret: z
    .string()
    .min(1)
    .max(1000)
    .nullable()
    .meta({ description: 'Never shown again; null for a public client' }),
  emailDomains: z.array(emailDomain).min(1).max(50),
  joinRole,
};

export const listOidcProviders = route({
  method: 'GET',
  path: '/auth/oidc/providers',
  permission: 'company:write',
  tag,
  summary: 'Identity providers of your company',
  responses: { 200: z.object({ items: z.array(oidcProvider), nextCursor: z.null() }) },
});
export const createOidcProvider = route({
  method: 'POST',
  path: '/auth/oidc/providers',
  permission: 'company:write',
  tag,
  summary: 'Let people of your company sign in by an identity provider (OpenID Connect)',
  body: z.strictObject({
    ...fields,
    clientSecret: fields.clientSecret.default(null),
    joinRole: joinRole.default(null),
  }),
  responses: { 201: oidcProvider },
  problems: ['OIDC_UNREACHABLE', 'EGRESS_REFUSED', 'LIMIT_EXCEEDED'],
});
export const updateOidcProvider = route({
  method: 'PATCH',
  path: '/auth/oidc/providers/:id',
  permission: 'company:write',
  tag,
  summary: 'Change an identity provider; its issuer stays',
  params: z.object({ id: oidcProviderId }),
  body: z.strictObject({
    name: fields.name.optional(),
    clientId: fields.clientId.optional(),
    clientSecret: fields.clientSecret.optional(),
    emailDomains: fields.emailDomains.optional(),
    joinRole: joinRole.optional(),
  }),
  responses: { 200: oidcProvider },
  problems: ['OIDC_PROVIDER_NOT_FOUND'],
});
export const deleteOidcProvider = route({
  method: 'DELETE',
  path: '/auth/oidc/providers/:id',
  permission: 'company:write',
  tag,
  summary: 'Remove an identity provider, with what it is connected to; sessions that it opened end',
  params: z.object({ id: oidcProviderId }),
  responses: { 204: 'empty' },
  problems: ['OIDC_PROVIDER_NOT_FOUND'],
});

const next = z
  .string()
  .max(2000)
  .regex(/^\/(?![/\\])/, 'expected a path of the web app')
  .optional()
  .meta({ description: 'Path of the web app where the person goes on' });
/** Where the browser goes now. It also got a cookie, without which the way back counts for nothing. */
const begun = z.object({ url: z.string() });

export const discoverOidc = route({
  method: 'POST',
  path: '/auth/oidc/discover',
  permission: 'public',
  tag,
  summary: 'The identity providers for an e-mail address, by its domain',
  body: z.strictObject({ email: emailAddress }),
  responses: { 200: z.object({ providers: z.array(z.object({ id: oidcProviderId, name: z.string() })) }) },
  problems: ['RATE_LIMITED'],
});
export const beginOidc = route({
  method: 'POST',
  path: '/auth/oidc/begin',
  permission: 'public',
  tag,
  summary: 'Begin to sign in by an identity provider',
  body: z.strictObject({ providerId: oidcProviderId, next }),
  responses: { 200: begun },
  problems: ['OIDC_PROVIDER_NOT_FOUND', 'OIDC_UNREACHABLE', 'EGRESS_REFUSED', 'RATE_LIMITED'],
});
export const linkOidc = route({
  method: 'POST',
  path: '/auth/oidc/link',
  permission: 'session:own',
  tag,
  summary: 'Begin to connect your account with an identity provider of your company',
  body: z.strictObject({ providerId: oidcProviderId, next }),
  responses: { 200: begun },
  problems: ['OIDC_PROVIDER_NOT_FOUND', 'OIDC_UNREACHABLE', 'EGRESS_REFUSED'],
});
/** The identity provider sends the browser here; the answer sends it on to the web app, signed in or with `?problem=CODE`. */
export const oidcCallback = route({
  method: 'GET',
  path: '/auth/oidc/callback',
  permission: 'public',
  tag,
  summary: 'The way back from an identity provider',
  query: z.object({ state: z.string().max(500).optional() }).loose(),
  responses: { 303: 'raw' },
});

export const oidcIdentity = z.object({
  id: oidcIdentityId,
  providerId: oidcProviderId,
  provider: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp,
});
export const listIdentities = route({
  method: 'GET',
  path: '/auth/oidc/identities',
  permission: 'session:own',
  tag,
  summary: 'What your account is connected to, and what it can be connected to',
  responses: {
    200: z.object({
      items: z.array(oidcIdentity),
      available: z.array(z.object({ id: oidcProviderId, name: z.string() })),
      nextCursor: z.null(),
    }),
  },
});
export const unlinkIdentity = route({
  method: 'DELETE',
  path: '/auth/oidc/identities/:id',
  permission: 'session:own',
  tag,
  summary: 'Disconnect your account from an identity provider',
  params: z.object({ id: oidcIdentityId }),
  responses: { 204: 'empty' },
  problems: ['NOT_FOUND'],
});

export const oidcRoutes = {
  listOidcProviders,
  createOidcProvider,
  updateOidcProvider,
  deleteOidcProvider,
  discoverOidc,
  beginOidc,
  linkOidc,
  oidcCallback,
  listIdentities,
  unlinkIdentity,
};
