import { z } from 'zod';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import type { KindDef } from '#libs/catalog/kit';
import { compileSchema } from '#libs/platform/json-schema';
import { sampleOf } from './sample-of-schema.js';
import { stubOf } from './stubs.js';

describe('a sample of a schema', () => {
  const fitting = [
    { type: 'string' },
    { type: 'string', minLength: 12, maxLength: 14 },
    { type: 'string', format: 'email' },
    { type: 'string', format: 'date-time' },
    { type: 'integer', minimum: 3 },
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'integer', maximum: -5 },
    { type: 'integer', minimum: 7, multipleOf: 5 },
    { type: ['string', 'null'] },
    { type: 'array', items: { type: 'boolean' }, minItems: 2 },
    { enum: ['a', 'b'] },
    { oneOf: [{ type: 'null' }, { const: 7 }] },
    { allOf: [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }, { type: 'object' }] },
    { type: 'object', required: ['rows'], properties: { rows: { type: 'array', items: { type: 'object' } } } },
    { type: 'string', default: 'd' },
    { type: 'string', examples: ['e'] },
  ];
  it.each(fitting)('fits %j', (schema) => {
    expect(compileSchema(schema)(sampleOf(schema))).toEqual([]);
  });

  it('ends where a schema does not', () => {
    const endless: Record<string, unknown> = { type: 'object' };
    endless['properties'] = { again: endless };
    expect(() => JSON.stringify(sampleOf(endless))).not.toThrow();
    expect(sampleOf('nonsense')).toBeNull();
    expect(sampleOf({ type: 'nonsense' })).toBeNull();
  });
});

describe('a stub', () => {
  const configs: Record<string, unknown> = {
    'human.form': { schema: { type: 'object', properties: { a: { type: 'string' } } } },
    'ai.classify': { labels: [{ label: 'x' }, 'y'], multiple: true },
    'ai.extract': { schema: { type: 'object' } },
    'ai.summarize': { text: 'one two three', maxWords: 2 },
    'ai.translate': { text: 'one', to: 'de' },
    'tool.call': { tool: 'calculator' },
  };
  const kinds = Object.values(nodeKinds as Record<string, KindDef>).filter(({ role }) => role === 'step');
  it.each(kinds.map((def) => [def.id, def] as const))('of %s fits what the kind gives', (id, def) => {
    const made = stubOf(def, configs[id] ?? {});
    expect(def.output.safeParse(made).error?.issues ?? []).toEqual([]);
  });

  it('follows the configuration where that tells', () => {
    expect(stubOf(nodeKinds['ai.classify'], configs['ai.classify'])).toMatchObject({ label: 'x', labels: ['x'] });
    expect(stubOf(nodeKinds['ai.summarize'], configs['ai.summarize'])).toEqual({ summary: 'one two' });
    expect(stubOf(nodeKinds['human.form'], configs['human.form'])).toEqual({ a: 'sample' });
    expect(stubOf(nodeKinds['ai.prompt'], { schema: z.toJSONSchema(z.object({ n: z.number() })) })).toMatchObject({
      data: { n: 0 },
    });
  });
});
