import { z } from 'zod';

/** A node's id inside one workflow. */
export const nodeId = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'expected a letter a–z, then up to 63 letters or digits')
  .meta({ description: 'Id of a node, unique in its workflow' });
export type NodeId = string;

export const retryPolicy = z.object({
  maxAttempts: z
    .number()
    .int()
    .min(1)
    .max(100)
    .meta({ title: 'Attempts', description: 'How often at most, the first included' }),
  initialMs: z.number().int().min(0).max(86_400_000).meta({ title: 'First pause', description: 'Milliseconds' }),
  factor: z
    .number()
    .min(1)
    .max(10)
    .meta({ title: 'Growth', description: 'Each pause is this much longer than the one before' }),
  maxMs: z.number().int().min(0).max(86_400_000).meta({ title: 'Longest pause', description: 'Milliseconds' }),
  jitter: z.number().min(0).max(1).meta({ title: 'Jitter', description: 'Share of the pause that is random' }),
  neverOn: z.array(z.string()).meta({ title: 'Never on', description: 'Error codes that are not retried' }),
});
export type RetryPolicy = z.output<typeof retryPolicy>;
/** What a node without the field does. Absent fields stay absent in a definition, so that it survives a round trip. */
export const retryDefaults: RetryPolicy = {
  maxAttempts: 1,
  initialMs: 500,
  factor: 2,
  maxMs: 300_000,
  jitter: 0.1,
  neverOn: [],
};

export const onError = z.enum(['fail', 'continue', 'branch']);

export const position = z.object({ x: z.number(), y: z.number() });

export const node = z.object({
  id: nodeId,
  kind: z.string().min(1).max(100).meta({ description: 'Kind of the catalogue, such as ai.classify' }),
  name: z.string().max(200).optional().meta({ description: 'Shown on the canvas' }),
  config: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: "The kind's configuration; every text may hold {{ expressions }}" }),
  parent: nodeId.optional().meta({ description: 'The map or loop whose body this node belongs to' }),
  retry: retryPolicy.partial().optional(),
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(2_592_000_000)
    .optional()
    .meta({ description: 'Start to close, milliseconds' }),
  onError: onError.optional(),
  externalId: z.string().max(200).optional().meta({ description: 'The id this node had where it was imported from' }),
  notes: z.string().max(5000).optional(),
  position: position.optional().meta({ description: 'On the canvas; laid out automatically when absent' }),
});
export type WorkflowNode = z.output<typeof node>;

export const edge = z.object({
  from: nodeId,
  port: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Output port of `from`; its first port when absent' }),
  to: nodeId,
});
export type WorkflowEdge = z.output<typeof edge>;

export const settings = z.object({
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(31_536_000_000)
    .meta({ title: 'Longest run', description: 'Milliseconds; 30 days unless set' }),
  maxParallel: z.number().int().min(1).max(256).meta({ title: 'Steps at once' }),
  budgetMicros: z.number().int().min(0).max(1e15).optional().meta({
    title: 'Budget of a run',
    description: 'Millionths of a US dollar that model calls of one run may cost, those of its agents included',
  }),
});
/** 30 days, 16 steps. */
export const settingDefaults: z.output<typeof settings> = { timeoutMs: 2_592_000_000, maxParallel: 16 };

/** Sizes that a definition may not exceed (engine.md). */
export const limits = {
  nodes: 1000,
  edges: 5000,
  mapItems: 10_000,
  waitingItems: 1000,
  outputBytes: 16 * 1024 * 1024,
  jsonDepth: 64,
  loopIterations: 10_000,
  nestedRuns: 16,
} as const;

export const definition = z.object({
  schemaVersion: z.literal(1),
  inputs: z.record(z.string(), z.unknown()).optional().meta({ description: 'JSON Schema of the run input' }),
  nodes: z.array(node).max(limits.nodes),
  edges: z.array(edge).max(limits.edges),
  settings: settings.partial().optional(),
  canvas: z
    .object({
      notes: z
        .array(
          z.object({
            id: z.string(),
            text: z.string().max(5000),
            position,
            width: z.number().optional(),
            height: z.number().optional(),
          }),
        )
        .max(200)
        .optional(),
      groups: z
        .array(z.object({ id: z.string(), title: z.string().max(200), nodes: z.array(nodeId).max(limits.nodes) }))
        .max(200)
        .optional()
        .meta({ description: 'Nodes under one title; a group means nothing to a run' }),
    })
    .optional()
    .meta({ description: 'What only people see: notes and groups' }),
});
export type Definition = z.output<typeof definition>;
