import { inspectTemplate } from '#libs/expressions';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { validate, type Definition, type WorkflowEdge, type WorkflowNode } from './index.js';
import { nearest } from './nearest.js';

type Given = Omit<WorkflowNode, 'config'> & { config?: Record<string, unknown> };

/** A row behind a trigger; nodes with a parent stand beside it. */
function row(nodes: Given[], more: { inputs?: Definition['inputs']; edges?: WorkflowEdge[] } = {}): Definition {
  const all = [{ id: 'start', kind: 'trigger.manual' }, ...nodes].map(
    (node) => ({ config: {}, ...node }) as WorkflowNode,
  );
  const roots = all.filter(({ parent }) => parent === undefined);
  const edges = more.edges ?? roots.slice(1).map(({ id }, index) => ({ from: roots[index]!.id, to: id }));
  return { schemaVersion: 1, nodes: all, edges, ...(more.inputs && { inputs: more.inputs }) };
}
const told = (definition: Definition) =>
  validate(definition, { kinds: nodeKinds, parseExpression: inspectTemplate }).map(
    ({ code, node, message, severity }) => `${severity} ${code} ${node}: ${message}`,
  );
const classify: Given = { id: 'topic', kind: 'ai.classify', config: { text: 'x', labels: ['a', 'b'] } };
const set = (id: string, value: unknown): Given => ({ id, kind: 'data.set', config: { values: { value } } });
const reading = (value: string, ...before: Given[]) => told(row([...before, set('read', value)]));

const inputs = {
  type: 'object',
  properties: { messages: { type: 'array', items: { type: 'object', properties: { from: { type: 'string' } } } } },
};

describe('values that flow through a workflow', () => {
  it('names a field that the step before does not have, and the one that was meant', () => {
    expect(reading('{{ steps.topic.output.label }}', classify)).toEqual([]);
    expect(reading('{{ steps.topic.output.labl }}', classify)).toEqual([
      'error UNKNOWN_FIELD read: steps.topic.output has no labl; did you mean label?',
    ]);
    expect(reading('Topic {{ upper(steps.topic.output.labl) }}', classify)).toHaveLength(1);
    expect(reading('{{ steps.topic.output.nothing }}', classify)[0]).toContain('it has label, labels, confidence');
    expect(reading('{{ steps.topic.meta.tokens }}', classify)[0]).toContain('steps.topic.meta has no tokens');
    expect(reading('{{ steps.topic.output.label.length }}', classify)).toEqual([
      'error TYPE_MISMATCH read: steps.topic.output.label is a text and has no length',
    ]);
    expect(reading('{{ steps.topic.output.labels.first }}', classify)[0]).toContain('is a list and has no first');
    expect(reading('{{ steps.topic.output.?labl.orValue("x") }}', classify)).toEqual([
      'warning UNKNOWN_FIELD read: steps.topic.output has no labl; did you mean label?',
    ]);
  });

  it('knows schemas that configurations bring', () => {
    const schema = { type: 'object', properties: { amount: { type: 'number' } }, additionalProperties: false };
    const form: Given = { id: 'form', kind: 'human.form', config: { title: 'x', schema, assignees: ['role:owner'] } };
    const extract: Given = { id: 'read1', kind: 'ai.extract', config: { text: 'x', schema } };
    const prompt: Given = { id: 'ask', kind: 'ai.prompt', config: { prompt: 'x', schema } };
    expect(reading('{{ steps.form.output.amount + steps.read1.output.data.amount }}', form, extract)).toEqual([]);
    expect(reading('{{ steps.form.output.amout }}', form)[0]).toContain('did you mean amount?');
    expect(reading('{{ steps.read1.output.data.amout }}', extract)[0]).toContain('did you mean amount?');
    expect(reading('{{ steps.ask.output.data.amout }}', prompt)[0]).toContain('did you mean amount?');
    expect(
      reading('{{ steps.late.output.data.x }}', {
        ...extract,
        id: 'late',
        config: { text: 'x', schema: { a: '{{ 1 }}' } },
      }),
    ).toEqual([]);
  });

  it('follows values through set, transform, merge and map', () => {
    const made: Given = {
      id: 'made',
      kind: 'data.set',
      config: { values: { deep: { list: '{{ steps.topic.output.labels }}' } } },
    };
    expect(reading('{{ steps.made.output.deep.list[0] }}', classify, made)).toEqual([]);
    expect(reading('{{ steps.made.output.deep.lst }}', classify, made)[0]).toContain('did you mean list?');
    const renamed: Given = { id: 'renamed', kind: 'data.transform', config: { value: '{{ steps.made.output.deep }}' } };
    expect(reading('{{ steps.renamed.output.lst }}', classify, made, renamed)[0]).toContain('did you mean list?');
    const merge: Given = { id: 'both', kind: 'flow.merge', config: { mode: 'all' } };
    expect(reading('{{ steps.both.output.topc.label }}', classify, merge)[0]).toContain('did you mean topic?');
    const map = (result: unknown): Given => ({
      id: 'each',
      kind: 'flow.map',
      config: { items: '{{ input.messages }}', result },
    });
    const inner: Given = { ...set('inner', '{{ item.form }}'), parent: 'each' };
    const found = told(
      row([map({ who: '{{ item.from }}' }), inner, set('read', '{{ steps.each.output[0].whom }}')], { inputs }),
    );
    expect(found).toEqual([
      'warning UNKNOWN_FIELD inner: item has no form; did you mean from?',
      'error UNKNOWN_FIELD read: steps.each.output[0] has no whom; did you mean who?',
    ]);
  });

  it('takes the schema of the input as a hint, unless it is closed', () => {
    const read = (schema: object, text: string) =>
      told(row([set('read', text)], { inputs: schema as Definition['inputs'] }));
    expect(read(inputs, '{{ input.messges }}')).toEqual([
      'warning UNKNOWN_FIELD read: input has no messges; did you mean messages?',
    ]);
    expect(read(inputs, '{{ has(input.messges) ? 1 : 2 }}')).toEqual([]);
    expect(read({ ...inputs, additionalProperties: false }, '{{ input.messges }}')[0]).toMatch(/^error/);
    expect(read({}, '{{ input.anything.at.all }}')).toEqual([]);
    expect(read({ anyOf: [inputs, { type: 'null' }] }, '{{ input.messages[0].from }}')).toEqual([]);
    expect(read({ $ref: '#/x' }, '{{ input.x }}')).toEqual([]);
    expect(read(inputs, '{{ steps.start.output.messges }}')).toHaveLength(1);
  });

  it('names a value of one type where another is taken', () => {
    const map = (items: string): Given => ({ id: 'each', kind: 'flow.map', config: { items } });
    const inner: Given = { ...set('inner', '{{ item }}'), parent: 'each' };
    expect(told(row([classify, map('{{ steps.topic.output.label }}'), inner]))).toEqual([
      'error TYPE_MISMATCH each: steps.topic.output.label is a text, but items takes a list',
    ]);
    expect(told(row([classify, map('{{ steps.topic.output.labels }}'), inner]))).toEqual([]);
    const wordy: Given = { id: 'short', kind: 'ai.summarize', config: { text: '{{ steps.topic.output.confidence }}' } };
    expect(told(row([classify, wordy]))[0]).toContain('is a number, but text takes a text');
    expect(told(row([classify, { ...wordy, config: { text: 'About {{ steps.topic.output.confidence }}' } }]))).toEqual(
      [],
    );
    const condition: Given = { id: 'if1', kind: 'flow.condition', config: { if: '{{ steps.topic.output.label }}' } };
    expect(told(row([classify, condition]))[0]).toContain('is a text, but if takes true or false');
    const people: Given = {
      id: 'tell',
      kind: 'notify.message',
      config: { to: ['{{ steps.topic.output.confidence }}'], text: 'x' },
    };
    expect(told(row([classify, people]))[0]).toContain('but to[0] takes a text');
  });

  it('warns of fields of a step that may not have run', () => {
    const split: Given = { id: 'split', kind: 'flow.condition', config: { if: true } };
    const edges = [
      { from: 'start', to: 'split' },
      { from: 'split', port: 'true', to: 'topic' },
      { from: 'split', port: 'false', to: 'other' },
      { from: 'topic', to: 'read' },
      { from: 'other', to: 'read' },
    ];
    const seen = (text: string, ways = edges) =>
      told(row([split, classify, set('other', 1), set('read', text)], { edges: ways }));
    expect(seen('{{ steps.topic.output.label }}')).toEqual([
      'warning STEP_MAY_BE_SKIPPED read: topic does not run on every way to read; its output is null then. Ask first: steps.topic.output != null',
    ]);
    expect(seen('{{ steps.topic.output == null ? "" : steps.topic.output.label }}')).toEqual([]);
    expect(seen('{{ steps.topic.output }}')).toEqual([]);
    // Beside the branch, or behind where it comes together again, it has run for certain.
    const beside = [
      { from: 'start', to: 'topic' },
      ...edges.filter(({ to }) => to !== 'topic'),
      { from: 'split', port: 'true', to: 'read' },
    ];
    expect(seen('{{ steps.topic.output.label }}', beside)).toEqual([]);
    const joined = [
      ...edges.filter(({ to }) => to !== 'read' && to !== 'topic'),
      { from: 'split', port: 'true', to: 'topic' },
      { from: 'other', to: 'topic' },
      { from: 'topic', to: 'read' },
      { from: 'start', to: 'read' },
    ];
    expect(seen('{{ steps.topic.output.label }}', joined)).toEqual([]);
  });

  it('has nothing to say about the sample workflow', async () => {
    const { readFile } = await import('node:fs/promises');
    const sample = JSON.parse(await readFile('examples/support-triage/workflow.json', 'utf8')) as Definition;
    expect(told(sample)).toEqual([]);
  });

  it('is quick for the largest workflow', () => {
    const many = Array.from({ length: 999 }, (_, index): Given =>
      set(`n${index}`, index === 0 ? '{{ input.x }}' : `{{ steps.n${index - 1}.output.value }}`),
    );
    const definition = row(many, { inputs });
    validate(definition, { kinds: nodeKinds, parseExpression: inspectTemplate });
    const before = process.cpuUsage();
    expect(told(definition)).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

describe('triggers that stand twice', () => {
  const trigger = (id: string, kind: string, config = {}): Given => ({ id, kind: `trigger.${kind}`, config });
  const daily = { cron: '0 9 * * *', timezone: 'Europe/Berlin' };

  it('never fire, or start two runs', () => {
    const definition = row(
      [
        trigger('byHand', 'manual'),
        trigger('daily', 'schedule', daily),
        trigger('again', 'schedule', { timezone: 'Europe/Berlin', cron: '0 9 * * *' }),
        trigger('weekly', 'schedule', { ...daily, cron: '0 9 * * 1' }),
        trigger('hook', 'webhook'),
        trigger('hook2', 'webhook'),
      ],
      { edges: [] },
    );
    expect(told(definition)).toEqual([
      'warning DUPLICATE_TRIGGER byHand: byHand never fires: start is the same trigger and comes first',
      'warning DUPLICATE_TRIGGER again: again and daily are the same trigger, so each occasion starts two runs',
    ]);
  });
});

describe('the word that was meant', () => {
  it.each([
    ['labl', 'label'],
    ['lable', 'label'],
    ['Label', 'label'],
    ['conf', 'confidence'],
    ['x', undefined],
    ['somethingElse', undefined],
  ])('%s → %s', (word, meant) => expect(nearest(word, ['label', 'labels', 'confidence'])).toBe(meant));
});
