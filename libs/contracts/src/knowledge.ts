/** Knowledge bases and their documents. Their sources, and what measures them, stand beside this file. */
import { z } from 'zod';
import { knowledgeBaseId, knowledgeDocumentId, knowledgeSourceId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { roles } from './permissions.js';
import { route } from './route.js';

const tag = 'knowledge';
const megabyte = 1024 * 1024;

/** Bytes of one document, and of all that come in one request. */
export const knowledgeFileBytes = 32 * megabyte;
const uploadBytes = 48 * megabyte;

export const knowledgeLanguages = [
  'english',
  'german',
  'french',
  'spanish',
  'italian',
  'portuguese',
  'dutch',
  'danish',
  'finnish',
  'norwegian',
  'swedish',
  'hungarian',
  'romanian',
  'russian',
  'turkish',
  'arabic',
  'greek',
  'tamil',
] as const;

const fields = {
  name: z.string().trim().min(1).max(100),
  description: z
    .string()
    .trim()
    .max(2000)
    .meta({ description: 'For people, and for agents that choose where to look' }),
  readRole: z.enum(roles).meta({
    description: 'The lowest role that may read and search it. Agents and workflows have the rights of an operator',
  }),
  language: z.enum(knowledgeLanguages).meta({ description: 'Whose word endings the lexical index takes off' }),
  chunkChars: z
    .number()
    .int()
    .min(300)
    .max(8000)
    .meta({ description: 'Characters of a passage at most; changing it reads every document again' }),
  embeddingModel: z.string().min(1).max(200).nullable().meta({
    description: 'Model whose vectors find by meaning; null: words alone. A change re-indexes in the background',
  }),
  rerankModel: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .meta({ description: 'Model that puts what was found in order, where a search asks for it; null: none' }),
};
const settings = {
  description: fields.description.default(''),
  readRole: fields.readRole.default('viewer'),
  language: fields.language.default('english'),
  chunkChars: fields.chunkChars.default(1600),
  embeddingModel: fields.embeddingModel.default(null),
  rerankModel: fields.rerankModel.default(null),
};

export const knowledgeBase = z.object({
  id: knowledgeBaseId,
  ...fields,
  documents: z.object({
    total: z.number().int(),
    indexed: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int().meta({ description: 'Waiting, or being read' }),
  }),
  passages: z.number().int(),
  index: z.object({
    embeddingModel: z.string().nullable().meta({ description: 'Of the index that answers now' }),
    building: z
      .object({ embeddingModel: z.string().nullable(), done: z.number().int(), total: z.number().int() })
      .nullable()
      .meta({ description: 'The index that will follow it, documents done and in all' }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why it could not be built' }),
  }),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type KnowledgeBase = z.infer<typeof knowledgeBase>;

const params = z.object({ id: knowledgeBaseId });

export const createKnowledgeBase = route({
  method: 'POST',
  path: '/knowledge-bases',
  permission: 'knowledge:write',
  tag,
  summary: 'Create a knowledge base',
  idempotent: true,
  body: z.strictObject({ name: fields.name, ...settings }),
  responses: { 201: knowledgeBase },
  problems: ['KNOWLEDGE_NAME_TAKEN', 'MODEL_NOT_FOUND'],
});
export const listKnowledgeBases = route({
  method: 'GET',
  path: '/knowledge-bases',
  permission: 'knowledge:read',
  tag,
  summary: 'Knowledge bases that the caller may read, by name',
  query: pageQuery.extend({ search: z.string().max(100).optional() }),
  responses: { 200: pageOf(knowledgeBase) },
});
export const getKnowledgeBase = route({
  method: 'GET',
  path: '/knowledge-bases/:id',
  permission: 'knowledge:read',
  tag,
  summary: 'One knowledge base',
  params,
  responses: { 200: knowledgeBase },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND'],
});
export const updateKnowledgeBase = route({
  method: 'PATCH',
  path: '/knowledge-bases/:id',
  permission: 'knowledge:write',
  tag,
  summary: 'Change a knowledge base; what the change asks for is done in the background',
  params,
  body: z.strictObject(fields).partial(),
  responses: { 200: knowledgeBase },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_NAME_TAKEN', 'MODEL_NOT_FOUND'],
});
export const deleteKnowledgeBase = route({
  method: 'DELETE',
  path: '/knowledge-bases/:id',
  permission: 'knowledge:write',
  tag,
  summary: 'Delete a knowledge base with all that it holds',
  params,
  responses: { 204: 'empty' },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_BASE_IN_USE'],
});

export const knowledgeDocumentStatus = z.enum(['queued', 'running', 'indexed', 'failed', 'duplicate']);
export const knowledgeDocument = z.object({
  id: knowledgeDocumentId,
  name: z.string(),
  sourceId: knowledgeSourceId.nullable().meta({ description: 'null: it was uploaded' }),
  url: z.string().nullable().meta({ description: 'Where people find it, if it has an address' }),
  contentType: z.string(),
  bytes: z.number().int(),
  status: knowledgeDocumentStatus.meta({
    description: 'duplicate: another document of the base has the same content, and answers for it',
  }),
  duplicateOf: knowledgeDocumentId.nullable(),
  progress: z
    .object({
      step: z.enum(['fetching', 'reading', 'embedding', 'indexing']),
      done: z.number().int(),
      total: z.number().int(),
    })
    .nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), help: z.string().nullable() })
    .nullable()
    .meta({ description: 'Of the last try; what was indexed before still answers' }),
  searchable: z.boolean().meta({ description: 'Passages of it can be found' }),
  trusted: z.boolean().meta({ description: 'Its passages count as written by the company, not by strangers' }),
  passages: z.number().int(),
  pages: z.number().int().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  indexedAt: timestamp.nullable(),
});
export type KnowledgeDocument = z.infer<typeof knowledgeDocument>;

const documentParams = params.extend({ documentId: knowledgeDocumentId });
const documentProblems = ['KNOWLEDGE_BASE_NOT_FOUND', 'KNOWLEDGE_DOCUMENT_NOT_FOUND'] as const;

export const listKnowledgeDocuments = route({
  method: 'GET',
  path: '/knowledge-bases/:id/documents',
  permission: 'knowledge:read',
  tag,
  summary: 'Documents of a knowledge base, newest first',
  params,
  query: pageQuery.extend({
    search: z.string().max(200).optional(),
    status: knowledgeDocumentStatus.optional(),
    source: z.union([knowledgeSourceId, z.literal('upload')]).optional(),
  }),
  responses: { 200: pageOf(knowledgeDocument) },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND'],
});
/** What a request without files says. */
export const addedPage = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(2000),
  name: z.string().trim().min(1).max(300).optional(),
});
/** Multipart: `file` (several times), and `trusted` (`true`) for what the company wrote itself. JSON: `{url, name?}`. */
export const addKnowledgeDocuments = route({
  method: 'POST',
  path: '/knowledge-bases/:id/documents',
  permission: 'knowledge:write',
  tag,
  summary: 'Upload documents (multipart field `file`, several at once), or name a page: `{url}`',
  params,
  raw: true,
  body: z.instanceof(Uint8Array),
  headers: z.object({ 'content-type': z.string().max(500) }),
  bodyLimit: uploadBytes,
  responses: { 202: z.object({ documents: z.array(knowledgeDocument) }) },
  problems: ['KNOWLEDGE_BASE_NOT_FOUND', 'UNSUPPORTED_MEDIA_TYPE', 'LIMIT_EXCEEDED', 'VALIDATION_FAILED'],
});
export const getKnowledgeDocument = route({
  method: 'GET',
  path: '/knowledge-bases/:id/documents/:documentId',
  permission: 'knowledge:read',
  tag,
  summary: 'One document',
  params: documentParams,
  responses: { 200: knowledgeDocument },
  problems: documentProblems,
});
export const knowledgePassage = z.object({
  n: z.number().int().meta({ description: 'Its place in the document, from 0' }),
  text: z.string(),
  heading: z
    .string()
    .nullable()
    .meta({ description: 'Headings above it, outermost first: `Returns › Within 30 days`' }),
  page: z.number().int().nullable(),
});
export const listKnowledgePassages = route({
  method: 'GET',
  path: '/knowledge-bases/:id/documents/:documentId/passages',
  permission: 'knowledge:read',
  tag,
  summary: 'What was read of a document, in its order',
  params: documentParams,
  query: pageQuery.extend({
    from: z.coerce.number().int().min(0).optional().meta({ description: 'Begin at this passage' }),
  }),
  responses: { 200: pageOf(knowledgePassage) },
  problems: documentProblems,
});
export const getKnowledgeContent = route({
  method: 'GET',
  path: '/knowledge-bases/:id/documents/:documentId/content',
  permission: 'knowledge:read',
  tag,
  summary: 'The document as it came',
  params: documentParams,
  responses: { 200: 'file' },
  problems: [...documentProblems, 'BLOB_NOT_FOUND'],
});
export const updateKnowledgeDocument = route({
  method: 'PATCH',
  path: '/knowledge-bases/:id/documents/:documentId',
  permission: 'knowledge:write',
  tag,
  summary: 'Rename a document, or say whether it is trusted',
  params: documentParams,
  body: z.strictObject({ name: z.string().trim().min(1).max(300).optional(), trusted: z.boolean().optional() }),
  responses: { 200: knowledgeDocument },
  problems: documentProblems,
});
export const retryKnowledgeDocument = route({
  method: 'POST',
  path: '/knowledge-bases/:id/documents/:documentId/retry',
  permission: 'knowledge:write',
  tag,
  summary: 'Read a document once more',
  params: documentParams,
  body: z.strictObject({}).default({}),
  responses: { 202: knowledgeDocument },
  problems: documentProblems,
});
export const deleteKnowledgeDocument = route({
  method: 'DELETE',
  path: '/knowledge-bases/:id/documents/:documentId',
  permission: 'knowledge:write',
  tag,
  summary: 'Delete a document; it is not found from now on',
  params: documentParams,
  responses: { 204: 'empty' },
  problems: documentProblems,
});

export const knowledgeRoutes = {
  createKnowledgeBase,
  listKnowledgeBases,
  getKnowledgeBase,
  updateKnowledgeBase,
  deleteKnowledgeBase,
  listKnowledgeDocuments,
  addKnowledgeDocuments,
  getKnowledgeDocument,
  listKnowledgePassages,
  getKnowledgeContent,
  updateKnowledgeDocument,
  retryKnowledgeDocument,
  deleteKnowledgeDocument,
};
