/** What steps are taken to give when they may not act: made up from their configuration where that tells, else from their kind's schema. */
import { z } from 'zod';
import { type nodeKinds, type NodeKindId } from '#libs/catalog/node-kinds/defs';
import { tools, type ToolName } from '#libs/catalog/tools/defs';
import { toolSchemas, type KindDef } from '#libs/catalog/kit';
import { sampleOf } from './sample-of-schema.js';

type ConfigOf<K extends NodeKindId> = z.output<(typeof nodeKinds)[K]['config']>;
type Stubs = { [K in NodeKindId]?: (config: ConfigOf<K>) => unknown };

const usage = { inputTokens: 0, outputTokens: 0, costMicros: 0 };
const dataOf = (schema: unknown) => (schema === undefined ? {} : { data: sampleOf(schema) });
const cut = (text: string, words: number) => text.split(/\s+/).filter(Boolean).slice(0, words).join(' ');
const anId = (prefix: string) => `${prefix}_${'0'.repeat(26)}`;

const stubs: Stubs = {
  'human.approval': () => ({ decision: 'approved', by: ['Somebody'], comment: null }),
  'human.form': ({ schema }) => sampleOf(schema),
  'ai.prompt': ({ schema }) => ({ text: 'A sample answer', ...dataOf(schema), usage }),
  'ai.summarize': ({ text, maxWords }) => ({ summary: cut(text, Math.min(maxWords ?? 20, 20)) || 'A sample summary' }),
  'ai.extract': ({ schema }) => ({ data: sampleOf(schema), spans: {} }),
  'ai.classify': ({ labels, multiple }) => {
    const [first] = labels;
    const label = typeof first === 'object' ? first.label : (first ?? 'sample');
    return { label, ...(multiple ? { labels: [label] } : {}), confidence: 1 };
  },
  'ai.generate': () => ({ text: 'A sample text', usage }),
  'ai.translate': ({ text }) => ({ text }),
  'agent.task': ({ schema }) => ({ answer: 'A sample answer', ...dataOf(schema), usage }),
  'http.request': ({ pagination }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    ...(pagination ? { body: [], pages: 1, complete: true } : { body: {} }),
  }),
  'tool.call': ({ tool }) => {
    const known = Object.hasOwn(tools, tool) ? tools[tool as ToolName] : undefined;
    return known ? sampleOf(toolSchemas(known).output) : null;
  },
  'notify.message': () => ({ deliveryIds: [anId('dlv')] }),
  'notify.email': () => ({ deliveryIds: [anId('dlv')] }),
  'notify.slack': () => ({ deliveryIds: [anId('dlv')] }),
  'notify.webhook': () => ({ deliveryIds: [anId('dlv')] }),
};

/** Output of a step that may not act. Fits the kind's schema wherever a sample can. */
export function stubOf(def: KindDef, config: unknown): unknown {
  const stub = Object.hasOwn(stubs, def.id) ? (stubs[def.id as NodeKindId] as (config: unknown) => unknown) : undefined;
  const made = stub ? stub(config) : sampleOf(z.toJSONSchema(def.output, { io: 'output', unrepresentable: 'any' }));
  const parsed = def.output.safeParse(made);
  return parsed.success ? parsed.data : made;
}

/** What an output lacks to be one of its kind, for people; empty when it fits. */
export function misfitsOf(def: KindDef, output: unknown): string[] {
  const parsed = def.output.safeParse(output);
  if (parsed.success) return [];
  return parsed.error.issues.slice(0, 5).map(({ path, message }) => `${['output', ...path].join('.')}: ${message}`);
}
