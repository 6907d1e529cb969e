import { z } from 'zod';
import { agentId, conversationId, memoryId, taskId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'memories';
const params = z.object({ id: memoryId });

/** Whom a memory belongs to: one agent, one person, or all agents of the company. */
export const memoryAbout = z.enum(['agent', 'user', 'company']);
export type MemoryAbout = z.infer<typeof memoryAbout>;
export const memoryKind = z
  .enum(['fact', 'episode'])
  .meta({ description: 'fact: it is so; episode: it happened once' });
export type MemoryKind = z.infer<typeof memoryKind>;

export const memory = z.object({
  id: memoryId,
  about: memoryAbout,
  agentId: agentId
    .nullable()
    .meta({ description: 'Whose it is, or which agent kept it; null for one that a person wrote' }),
  kind: memoryKind,
  content: z.string(),
  outside: z.boolean().meta({ description: 'Strangers may have written it' }),
  source: z.enum(['tool', 'conversation', 'person']).meta({ description: 'How it came to be kept' }),
  taskId: taskId.nullable(),
  conversationId: conversationId.nullable(),
  lastRecalledAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Memory = z.infer<typeof memory>;

const content = z.string().trim().min(1).max(2000);
const expiresAt = z.iso.datetime({ offset: true }).nullable();
/** Which memories: one's own, those of an agent, or those of the company. */
const scope = {
  about: memoryAbout.meta({ description: '`user`: what agents keep about yourself; nobody else sees that' }),
  agentId: agentId.optional().meta({ description: 'With `agent`: which one' }),
};
const needsAgent = ({ about, agentId: id }: { about: MemoryAbout; agentId?: string | undefined }) =>
  (about === 'agent') === (id !== undefined);
const agentIssue = { path: ['agentId'], error: 'expected with about=agent, and only there' };

export const listMemories = route({
  method: 'GET',
  path: '/memories',
  permission: 'memories:own',
  tag,
  summary: 'What agents keep, newest first',
  query: pageQuery.extend({ ...scope, search: z.string().max(100).optional().meta({ description: 'A part of it' }) }),
  responses: { 200: pageOf(memory) },
  problems: ['AGENT_NOT_FOUND', 'FORBIDDEN', 'VALIDATION_FAILED'],
});
export const createMemory = route({
  method: 'POST',
  path: '/memories',
  permission: 'memories:own',
  tag,
  summary: 'Write something down for an agent, the company, or about yourself',
  body: z
    .strictObject({ ...scope, content, kind: memoryKind.default('fact'), expiresAt: expiresAt.optional() })
    .refine(needsAgent, agentIssue),
  responses: { 201: memory },
  problems: ['AGENT_NOT_FOUND', 'FORBIDDEN', 'LIMIT_EXCEEDED'],
});
export const updateMemory = route({
  method: 'PATCH',
  path: '/memories/:id',
  permission: 'memories:own',
  tag,
  summary: 'Correct it, or say when it is forgotten',
  params,
  body: z.strictObject({ content: content.optional(), kind: memoryKind.optional(), expiresAt: expiresAt.optional() }),
  responses: { 200: memory },
  problems: ['MEMORY_NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});
export const deleteMemory = route({
  method: 'DELETE',
  path: '/memories/:id',
  permission: 'memories:own',
  tag,
  summary: 'Forget it for good',
  params,
  responses: { 204: 'empty' },
  problems: ['MEMORY_NOT_FOUND', 'FORBIDDEN'],
});
export const forgetMemories = route({
  method: 'POST',
  path: '/memories/forget',
  permission: 'memories:own',
  tag,
  summary: 'Forget all of an agent, of the company, or about yourself',
  body: z.strictObject(scope).refine(needsAgent, agentIssue),
  responses: { 200: z.object({ forgotten: z.number().int() }) },
  problems: ['AGENT_NOT_FOUND', 'FORBIDDEN'],
});
export const exportMemories = route({
  method: 'GET',
  path: '/memories/export',
  permission: 'memories:own',
  tag,
  summary: 'All of an agent, of the company, or about yourself, as one JSON object a line',
  query: z.object(scope),
  responses: { 200: 'file' },
  problems: ['AGENT_NOT_FOUND', 'FORBIDDEN', 'VALIDATION_FAILED'],
});

export const memoryRoutes = {
  listMemories,
  createMemory,
  updateMemory,
  deleteMemory,
  forgetMemories,
  exportMemories,
};
