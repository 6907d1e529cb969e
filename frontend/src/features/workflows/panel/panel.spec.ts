import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { durationOf, readDuration } from './durations.js';
import { optionsAt, type Names } from './completion.js';
import { editorOf, formOf, formsOf, rowsOf, schemaOfKind, type FormRow } from './form-schema.js';
import { pathText } from './path-drag.js';
import { rowsOfSchema, schemaOfRows } from './schema-rows.js';
import { setAt } from './set-at.js';

const namesOf = (rows: FormRow[]) =>
  rows.map((row) => (row.is === 'field' ? row.field.name : row.options.map(({ name }) => name).join('|')));
const rows = (kind: string, config: Record<string, unknown> = {}) => {
  const forms = formsOf(schemaOfKind(kind)!);
  const { main, more } = rowsOf(forms[formOf(forms, config)]!, config);
  return { main: namesOf(main), more: namesOf(more) };
};

describe('the form of a kind', () => {
  it('shows a field with the choice it belongs to', () => {
    expect(rows('trigger.webhook').main).toEqual(['methods', 'respond', 'signature']);
    expect(rows('trigger.webhook', { signature: 'github' }).main).toContain('credential');
    expect(rows('trigger.webhook', { signature: 'hmac' }).main).toEqual(
      expect.arrayContaining(['credential', 'header']),
    );
    expect(rows('flow.merge', { mode: 'quorum' }).main).toEqual(['mode', 'n']);
    expect(rows('http.request', { method: 'POST' }).main).toContain('body');
    expect(rows('http.request').main).not.toContain('body');
  });
  it('shows what is set, and what an expression may want', () => {
    expect(rows('http.request', { method: 'GET', body: 'x' }).main).toContain('body');
    expect(rows('http.request', { method: '{{ input.method }}' }).main).toContain('body');
  });
  it('offers alternatives as one choice', () => {
    expect(rows('data.file').main).toEqual(['name', 'format', 'rows|content']);
    expect(rows('trigger.schedule').main[0]).toBe('cron|every|at');
    expect(rows('flow.loop').main[0]).toBe('while|until');
  });
  it('folds away what is rarely needed, unless it is set', () => {
    expect(rows('ai.classify').more).toEqual(expect.arrayContaining(['temperature', 'maxTokens']));
    expect(rows('ai.classify', { temperature: 0 }).main).toContain('temperature');
  });
  it('finds the form that a configuration has', () => {
    const forms = formsOf(schemaOfKind('flow.wait')!);
    const titleOf = (config: Record<string, unknown>) => forms[formOf(forms, config)]?.title;
    expect(titleOf({ until: '2027-01-01T00:00:00Z' })).toBe('Until a time');
    expect(titleOf({ signal: 'paid', deadline: 'P1D' })).toBe('For a signal');
    expect(titleOf({ callback: true })).toBe('For another system');
    expect(titleOf({})).toBe('A while');
  });
  it.each(Object.keys(nodeKinds))('has an editor for every field of %s', (kind) => {
    for (const form of formsOf(schemaOfKind(kind)!))
      for (const field of Object.values(form.properties ?? {})) expect(editorOf(field)).toMatch(/^[a-z-]+$/);
  });
});

describe('values', () => {
  it('are set at a path without changing what was there', () => {
    const before = Object.freeze({ a: Object.freeze({ b: 1, c: 2 }), list: Object.freeze([1, 2, 3]) });
    expect(setAt(before, ['a', 'b'], 9)).toEqual({ a: { b: 9, c: 2 }, list: [1, 2, 3] });
    expect(setAt(before, ['a', 'b'], undefined)).toEqual({ a: { c: 2 }, list: [1, 2, 3] });
    expect(setAt(before, ['list', 1], undefined)).toEqual({ a: { b: 1, c: 2 }, list: [1, 3] });
    expect(setAt(undefined, ['x', 'y'], 1)).toEqual({ x: { y: 1 } });
  });
  it('are named as expressions read them', () => {
    expect(pathText(['steps', 'topic', 'output', 'first name'])).toBe('steps.topic.output["first name"]');
    expect(pathText(['input', 'items', '0', 'id'])).toBe('input.items[0].id');
  });
  it.each([
    ['PT15M', 15, 'TM'],
    ['P3D', 3, 'D'],
    ['PT90S', 90, 'S'],
    ['P2W', 2, 'W'],
  ] as const)('%s is a duration of one unit', (text, amount, unit) => {
    expect(readDuration(text)).toEqual({ amount, unit });
    expect(durationOf(amount, unit)).toBe(text);
  });
  it('P1DT12H is not', () => expect(readDuration('P1DT12H')).toBeUndefined());
});

describe('rows of a schema', () => {
  const schema = {
    type: 'object',
    title: 'Kept',
    required: ['a'],
    properties: { a: { type: 'string', maxLength: 9 }, b: { type: 'string', enum: ['x', 'y'] } },
  };
  it('lead back to the same schema', () => expect(schemaOfRows(rowsOfSchema(schema)!, schema)).toEqual(schema));
  it('change what was changed, and keep the rest', () => {
    const [a, b] = rowsOfSchema(schema)!;
    expect(
      schemaOfRows(
        [
          { ...a!, required: false, description: 'What' },
          { ...b!, type: 'number' },
        ],
        schema,
      ),
    ).toEqual({
      type: 'object',
      title: 'Kept',
      properties: { a: { type: 'string', maxLength: 9, description: 'What' }, b: { type: 'number' } },
    });
  });
  it('are not offered for what they cannot say', () => {
    for (const other of [{ anyOf: [] }, { type: 'array' }, 'text']) expect(rowsOfSchema(other)).toBeUndefined();
  });
});

describe('completion', () => {
  const names: Names = {
    names: {
      input: {
        type: 'object',
        properties: { subject: { type: 'string' }, order: { type: 'object', properties: { id: {} } } },
      },
      steps: [
        {
          node: { id: 'topic', kind: 'ai.classify', config: {} },
          output: { type: 'object', properties: { label: { type: 'string' } } },
        },
      ],
      item: undefined,
      hasError: false,
    },
    valueAt: (path) => (path.join('.') === 'input.order' ? { id: 1, extra: 2 } : undefined),
  };
  const labels = (before: string) =>
    optionsAt(before, names)
      ?.options.filter(({ type }) => type !== 'function')
      .map(({ label }) => label);
  it('offers roots, steps and fields, also those of a known value alone', () => {
    expect(labels('')).toEqual(['input', 'steps', 'run', 'trigger', 'now']);
    expect(labels('1 + input.')).toEqual(['subject', 'order']);
    expect(labels('input.order.')).toEqual(['id', 'extra']);
    expect(labels('steps.')).toEqual(['topic']);
    expect(labels('steps.topic.')).toEqual(['output', 'meta']);
    expect(labels('size(steps.topic.output.')).toEqual(['label']);
  });
  it('offers methods behind a point, and functions elsewhere', () => {
    const functions = (before: string) =>
      optionsAt(before, names)?.options.flatMap(({ type, label }) => (type === 'function' ? [label] : []));
    expect(functions('input.subject.')).toContain('map');
    expect(functions('')).toContain('has');
    expect(functions('')).not.toContain('map');
  });
});
