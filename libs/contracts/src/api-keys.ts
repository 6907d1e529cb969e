import { z } from 'zod';
import { apiKeyId, companyId, userId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { keyScopes, type Permission } from './permissions.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'auth';
const scope = z.enum(keyScopes as [Permission, ...Permission[]]);

/** A key for programs. It may do what its scopes say, and never more than the person who made it may do now. */
export const apiKey = z.object({
  id: apiKeyId,
  name: z.string(),
  prefix: z.string().meta({ description: 'How the key begins: `aaas_4f7c9k2m1x`' }),
  scopes: z.array(scope),
  createdBy: userId,
  createdAt: timestamp,
  expiresAt: timestamp.nullable().meta({ description: 'null: it does not expire' }),
  lastUsedAt: timestamp.nullable().meta({ description: 'To about a minute' }),
  revokedAt: timestamp.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;

export const createApiKey = route({
  method: 'POST',
  path: '/auth/api-keys',
  permission: 'apiKeys:write',
  tag,
  summary: 'Create an API key; its secret is shown this once',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z
      .array(scope)
      .min(1)
      .max(keyScopes.length)
      .meta({ description: 'Permissions that the key has, none beyond your own role' }),
    expiresAt: timestamp.optional().meta({ description: 'When it stops working; it does not unless set' }),
  }),
  responses: {
    201: apiKey.extend({
      key: z.string().meta({ description: 'Send it as `Authorization: Bearer <key>`. Never shown again' }),
    }),
  },
  problems: ['LIMIT_EXCEEDED'],
});
export const listApiKeys = route({
  method: 'GET',
  path: '/auth/api-keys',
  permission: 'apiKeys:read',
  tag,
  summary: 'API keys of the company, revoked ones too, newest first',
  query: pageQuery,
  responses: { 200: pageOf(apiKey) },
});
export const getApiKey = route({
  method: 'GET',
  path: '/auth/api-keys/:id',
  permission: 'apiKeys:read',
  tag,
  summary: 'One API key',
  params: z.object({ id: apiKeyId }),
  responses: { 200: apiKey },
  problems: ['API_KEY_NOT_FOUND'],
});
export const updateApiKey = route({
  method: 'PATCH',
  path: '/auth/api-keys/:id',
  permission: 'apiKeys:write',
  tag,
  summary: 'Rename an API key, or let it expire at another time',
  params: z.object({ id: apiKeyId }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    expiresAt: timestamp.nullable().optional().meta({ description: 'null: it does not expire' }),
  }),
  responses: { 200: apiKey },
  problems: ['API_KEY_NOT_FOUND'],
});
export const revokeApiKey = route({
  method: 'DELETE',
  path: '/auth/api-keys/:id',
  permission: 'apiKeys:write',
  tag,
  summary: 'Revoke an API key, within five seconds and for good',
  params: z.object({ id: apiKeyId }),
  responses: { 204: 'empty' },
  problems: ['API_KEY_NOT_FOUND'],
});

export const apiKeyRoutes = { createApiKey, listApiKeys, getApiKey, updateApiKey, revokeApiKey };

export const apiKeyRpc = {
  /** The key with this digest (SHA-256, hex), if it still counts; the key itself does not travel. Cached by the caller for 5 seconds. */
  apiKey: rpc({
    service: 'auth',
    method: 'auth.apiKey',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ hash: z.string().length(64) }),
    response: z.object({
      key: z.object({ id: apiKeyId, companyId, userId, scopes: z.array(scope) }).nullable(),
    }),
  }),
} as const;
