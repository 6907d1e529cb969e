import { z } from 'zod';
import { aiUsage, jsonSchema } from './ai-asks.js';
import { idOf, userId } from './ids.js';
import { json, microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

/*
 * The test bench: one prompt, several models, several inputs, side by side. A bench is cells: one for each model, input and repeat.
 */
const tag = 'prompts';
export const benchId = idOf('promptBench');
const params = z.object({ id: benchId });

/** What an answer is held against. Each part that is given is one check. */
export const expectation = z.strictObject({
  equals: z.string().max(100_000).optional().meta({ description: 'The text, apart from blanks at its ends' }),
  contains: z.array(z.string().min(1).max(1000)).min(1).max(20).optional().meta({ description: 'Case does not count' }),
  json: json
    .optional()
    .meta({ description: 'Fields that `data`, or the text read as JSON, must have with these values' }),
  schema: jsonSchema.optional(),
});
export type Expectation = z.infer<typeof expectation>;
export const benchInput = z.strictObject({
  name: z.string().min(1).max(100),
  variables: z.record(z.string(), json).default({}),
  expected: expectation.optional(),
});
export type BenchInput = z.infer<typeof benchInput>;
export const benchJudge = z.strictObject({
  model: z.string().min(1).max(200).optional().meta({ description: 'Who judges; the company default when absent' }),
  criteria: z.string().min(1).max(10_000).meta({ description: 'What makes an answer a good one' }),
});
export type BenchJudge = z.infer<typeof benchJudge>;

/** Cells of one bench at most, and benches of one company that run at the same time. */
export const benchLimits = { cells: 500, running: 3 } as const;
const differentNames = (names: readonly string[]) => new Set(names).size === names.length;
export const benchRequest = z.strictObject({
  version: z
    .union([z.number().int().min(1), z.literal('draft')])
    .optional()
    .meta({
      description: 'The published one when absent, the draft when there is none',
    }),
  models: z.array(z.string().min(1).max(200)).min(1).max(10).refine(differentNames, 'expected different models'),
  inputs: z
    .array(benchInput)
    .min(1)
    .max(100)
    .refine((inputs) => differentNames(inputs.map(({ name }) => name)), 'expected different names'),
  repeats: z.number().int().min(1).max(10).default(1),
  judge: benchJudge.optional().meta({ description: 'A model scores each answer from 0 to 1. Its cost counts' }),
});
export type BenchRequest = z.infer<typeof benchRequest>;

export const benchStatus = z.enum(['running', 'finished', 'cancelled']);
export type BenchStatus = z.infer<typeof benchStatus>;
export const benchCheck = z.object({
  check: z.enum(['equals', 'contains', 'json', 'schema']),
  passed: z.boolean(),
  detail: z.string().meta({ description: 'What was missing; empty when it passed' }),
});
export type BenchCheck = z.infer<typeof benchCheck>;

export const benchCell = z.object({
  model: z.string(),
  input: z.string(),
  repeat: z.number().int().meta({ description: 'From 1' }),
  status: z.enum(['answered', 'failed']),
  text: z.string(),
  data: z.unknown().optional(),
  checks: z.array(benchCheck),
  passed: z.boolean().nullable().meta({ description: 'null when nothing was checked' }),
  score: z.number().min(0).max(1).nullable().meta({ description: 'Of the judge' }),
  reason: z.string().nullable().meta({ description: "The judge's" }),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  usage: aiUsage.nullable(),
  judgeCostMicros: microDollars,
});
export type BenchCell = z.infer<typeof benchCell>;

/** One column of the comparison. */
export const benchColumn = z.object({
  model: z.string(),
  answered: z.number().int(),
  failed: z.number().int(),
  passed: z.number().int().meta({ description: 'Cells whose every check passed' }),
  checked: z.number().int(),
  score: z.number().nullable().meta({ description: 'Mean' }),
  costMicros: microDollars,
  meanMs: z.number().nullable(),
  slowestMs: z.number().nullable(),
});
export const benchSummary = z.object({
  id: benchId,
  promptId: idOf('prompt'),
  version: z.number().int().nullable().meta({ description: 'null: the draft as it was then' }),
  status: benchStatus,
  models: z.array(z.string()),
  done: z.number().int(),
  total: z.number().int(),
  costMicros: microDollars,
  createdBy: userId.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type BenchSummary = z.infer<typeof benchSummary>;
export const bench = benchSummary.extend({
  inputs: z.array(benchInput),
  repeats: z.number().int(),
  judge: benchJudge.nullable(),
  columns: z.array(benchColumn),
});
export type Bench = z.infer<typeof bench>;

export const startBench = route({
  method: 'POST',
  path: '/ai/prompts/:id/benches',
  permission: 'ai:use',
  tag,
  summary: 'Run a prompt over models and inputs, side by side',
  params: z.object({ id: idOf('prompt') }),
  body: benchRequest,
  bodyLimit: 4 * 1024 * 1024,
  idempotent: true,
  responses: { 202: bench },
  problems: [
    'PROMPT_NOT_FOUND',
    'VERSION_NOT_FOUND',
    'PROMPT_INVALID',
    'PROMPT_VARIABLES_INVALID',
    'MODEL_NOT_FOUND',
    'MODEL_CANNOT_DO',
    'LIMIT_EXCEEDED',
  ],
});
export const listBenches = route({
  method: 'GET',
  path: '/ai/prompts/:id/benches',
  permission: 'ai:read',
  tag,
  summary: 'What was measured with a prompt, newest first',
  params: z.object({ id: idOf('prompt') }),
  query: pageQuery,
  responses: { 200: pageOf(benchSummary) },
  problems: ['PROMPT_NOT_FOUND'],
});
export const getBench = route({
  method: 'GET',
  path: '/ai/prompt-benches/:id',
  permission: 'ai:read',
  tag,
  summary: 'How far a bench has come, and how the models compare',
  params,
  responses: { 200: bench },
  problems: ['BENCH_NOT_FOUND'],
});
export const listBenchCells = route({
  method: 'GET',
  path: '/ai/prompt-benches/:id/cells',
  permission: 'ai:read',
  tag,
  summary: 'Answers, each with its checks, cost and time',
  params,
  query: pageQuery,
  responses: { 200: pageOf(benchCell) },
  problems: ['BENCH_NOT_FOUND'],
});
export const cancelBench = route({
  method: 'POST',
  path: '/ai/prompt-benches/:id/cancel',
  permission: 'ai:use',
  tag,
  summary: 'Stop a bench; what it has measured stays',
  params,
  responses: { 200: bench },
  problems: ['BENCH_NOT_FOUND', 'BENCH_OVER'],
});
export const exportBench = route({
  method: 'GET',
  path: '/ai/prompt-benches/:id/export',
  permission: 'ai:read',
  tag,
  summary: 'The cells as CSV',
  params,
  responses: { 200: 'file' },
  problems: ['BENCH_NOT_FOUND'],
});

export const aiBenchRoutes = { startBench, listBenches, getBench, listBenchCells, cancelBench, exportBench };
