import { z } from 'zod';
import { pageOf } from './paging.js';
import { route } from './route.js';

const tag = 'workflows';
const jsonSchema = z.record(z.string(), z.unknown());

export const nodeKind = z.object({
  id: z.string().meta({ description: '`kind` of a node: ai.classify' }),
  version: z.number().int(),
  title: z.string(),
  description: z.string(),
  icon: z.string().meta({ description: 'Name of a lucide icon' }),
  role: z
    .enum(['trigger', 'step', 'scope'])
    .meta({ description: 'scope: other nodes stand in its body by their `parent`' }),
  effect: z
    .enum(['pure', 'idempotent', 'effectful'])
    .nullable()
    .meta({ description: 'What a takeover after a crash may do; null when the configuration decides' }),
  ports: z.array(z.string()).nullable().meta({
    description:
      'Ways out, the first is the default; null when the configuration decides. `error` is added by `onError: branch`',
  }),
  config: jsonSchema.meta({
    description:
      'JSON Schema of the configuration with its expressions resolved; `widget`, `placeholder`, `advanced` are hints for forms',
  }),
  output: jsonSchema.meta({ description: 'JSON Schema of `steps.<id>.output`, as far as it is known for every node' }),
  lateFields: z.array(z.string()).meta({ description: 'Evaluated inside the body' }),
  literalFields: z.array(z.string()).meta({ description: 'Taken as they are written, without expressions' }),
  waits: z.boolean().meta({ description: 'Frees its place among the items of a map while it waits' }),
  ends: z.boolean().meta({ description: 'Ends the run, or inside a body the item' }),
});
export type NodeKind = z.infer<typeof nodeKind>;

const headers = z.object({ 'if-none-match': z.string().optional() });

/** All on one page: there are a few dozen. */
export const listKinds = route({
  method: 'GET',
  path: '/kinds',
  permission: 'workflows:read',
  tag,
  summary: 'Every kind of node, with the schemas of its configuration and output; answers 304 to a known ETag',
  headers,
  responses: { 200: pageOf(nodeKind) },
});
export const getKind = route({
  method: 'GET',
  path: '/kinds/:kind',
  permission: 'workflows:read',
  tag,
  summary: 'One kind of node',
  params: z.object({ kind: z.string().max(100) }),
  headers,
  responses: { 200: nodeKind },
  problems: ['NOT_FOUND'],
});

export const kindRoutes = { listKinds, getKind };
