import { z } from 'zod';
import { credentialId, knowledgeBaseId, knowledgeSourceId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'knowledge';
const params = z.object({ id: knowledgeBaseId });
const sourceParams = params.extend({ sourceId: knowledgeSourceId });
const webUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(2000);
const credential = credentialId.optional().meta({ description: 'Sent to its own hosts alone' });
const most = z.number().int().min(1).max(10_000).default(1000).meta({ description: 'Documents at most' });

/** Where documents come from. Each is looked through again on its schedule: what changed is read again, what is gone is taken out. */
export const sourceConfig = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('page'),
    url: webUrl.meta({ description: 'One page or file' }),
    credential,
  }),
  z.strictObject({
    kind: z.literal('sitemap'),
    url: webUrl.meta({ description: 'A sitemap, or an index of sitemaps' }),
    under: webUrl.optional().meta({ description: 'Only addresses that begin with this one' }),
    credential,
    most,
  }),
  z.strictObject({
    kind: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
    prefix: z.string().max(500).default(''),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default('us-east-1'),
    endpoint: webUrl.optional().meta({ description: 'Of a store that is not Amazon’s' }),
    credential: credentialId.optional().meta({
      description:
        'Of the kind basic: access key as user name, secret key as password; without one the bucket must be public',
    }),
    most,
  }),
  z.strictObject({
    kind: z.literal('drive'),
    folder: z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, 'expected the id of a folder: the end of its address'),
    credential: credentialId.meta({
      description: 'Bearer or OAuth2, with the right drive.readonly, for www.googleapis.com',
    }),
    apiUrl: webUrl.default('https://www.googleapis.com/drive/v3'),
    most,
  }),
  z.strictObject({
    kind: z.literal('folder'),
    agent: z.string().min(1).max(100).meta({
      description:
        'The folder knowledge/<agent> beside the data folder, by the id of the agent; by its name while the installation has one company',
    }),
    most,
  }),
]);
export type SourceConfig = z.output<typeof sourceConfig>;
export type SourceKind = SourceConfig['kind'];

const fields = {
  name: z.string().trim().min(1).max(100),
  everyMinutes: z
    .number()
    .int()
    .min(5)
    .max(60 * 24 * 31)
    .nullable()
    .meta({ description: 'How often it is looked through; null: only when somebody asks' }),
  trusted: z.boolean().meta({ description: 'Its documents count as written by the company, not by strangers' }),
};

export const knowledgeSource = z.object({
  id: knowledgeSourceId,
  ...fields,
  config: sourceConfig,
  status: z.enum(['waiting', 'syncing']),
  lastSync: z
    .object({
      at: timestamp,
      added: z.number().int(),
      changed: z.number().int(),
      deleted: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.number().int().meta({ description: 'Of types that are not read, or beyond `most`' }),
      error: z.object({ code: z.string(), message: z.string(), help: z.string().nullable() }).nullable(),
    })
    .nullable(),
  nextSyncAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type KnowledgeSource = z.infer<typeof knowledgeSource>;

export const listKnowledgeSources = route({
  method: 'GET',
  path: '/knowledge-bases/:id/sources',
  permission: 'knowledge:read',
  tag,
  summary: 'Sources of a knowledge base, newest first',
  params,
  query: pageQuery,
  responses: { 200: pageOf(knowledgeSource) },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND'],
});
export const addKnowledgeSource = route({
  method: 'POST',
  path: '/knowledge-bases/:id/sources',
  permission: 'knowledge:write',
  tag,
  summary: 'Add a source; it is looked through at once',
  idempotent: true,
  params,
  body: z.strictObject({
    name: fields.name,
    config: sourceConfig,
    everyMinutes: fields.everyMinutes.default(60 * 24),
    trusted: fields.trusted.default(false),
  }),
  responses: { 201: knowledgeSource },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'CREDENTIAL_NOT_FOUND', 'CREDENTIAL_UNFIT', 'KNOWLEDGE_SOURCE_UNFIT'],
});
export const updateKnowledgeSource = route({
  method: 'PATCH',
  path: '/knowledge-bases/:id/sources/:sourceId',
  permission: 'knowledge:write',
  tag,
  summary: 'Change the name, the schedule or the trust of a source',
  params: sourceParams,
  body: z.strictObject(fields).partial(),
  responses: { 200: knowledgeSource },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_SOURCE_NOT_FOUND'],
});
export const syncKnowledgeSource = route({
  method: 'POST',
  path: '/knowledge-bases/:id/sources/:sourceId/sync',
  permission: 'knowledge:write',
  tag,
  summary: 'Look through a source now',
  params: sourceParams,
  body: z.strictObject({}).default({}),
  responses: { 202: knowledgeSource },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_SOURCE_NOT_FOUND'],
});
export const deleteKnowledgeSource = route({
  method: 'DELETE',
  path: '/knowledge-bases/:id/sources/:sourceId',
  permission: 'knowledge:write',
  tag,
  summary: 'Take a source away, with its documents',
  params: sourceParams,
  responses: { 204: 'empty' },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_SOURCE_NOT_FOUND'],
});

export const knowledgeSourceRoutes = {
  listKnowledgeSources,
  addKnowledgeSource,
  updateKnowledgeSource,
  syncKnowledgeSource,
  deleteKnowledgeSource,
};
