import type { Definition } from '#libs/workflow';
import { itemsOf, knownOutputs, previewOf, scopeAt } from './scope-values.js';
import { chooseItem, chosenItems, inside } from './chosen-items.js';
import { keepResult, resultsOf } from './results.js';
import { inOrder } from './test-steps.js';

const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'topic', kind: 'ai.classify', config: {} },
    { id: 'each', kind: 'flow.map', config: { items: '{{ input.orders }}' } },
    { id: 'inner', kind: 'data.set', parent: 'each', config: { values: { x: '{{ item.id }}' } } },
    { id: 'last', kind: 'data.set', parent: 'each', config: {} },
    { id: 'end', kind: 'data.transform', config: {} },
  ],
  edges: [
    { from: 'start', to: 'topic' },
    { from: 'topic', to: 'each' },
    { from: 'inner', to: 'last' },
    { from: 'each', to: 'end' },
  ],
};
const known = knownOutputs(
  { start: { orders: [{ id: 7 }, { id: 8 }], name: 'Ann' } },
  {
    topic: { test: { status: 'succeeded', output: { label: 'bug' } } },
    each: { test: { status: 'failed', output: null } },
  },
);

it('values come from samples first, then from tests that succeeded', () => {
  expect([known.has('start'), known.has('topic'), known.has('each')]).toEqual([true, true, false]);
  const scope = scopeAt(definition, 'end', known);
  expect(previewOf('{{ input.name }}: {{ steps.topic.output.label }}', scope)).toEqual({
    is: 'known',
    value: 'Ann: bug',
  });
  expect(previewOf('words', scope)).toEqual({ is: 'plain' });
});

it('inside of a map the first item stands for all', () => {
  expect(itemsOf(definition, 'each', known)).toHaveLength(2);
  expect(previewOf('{{ item.id + index }}', scopeAt(definition, 'inner', known))).toEqual({ is: 'known', value: 7 });
  expect(previewOf('{{ item.id }}', scopeAt(definition, 'each', known, true))).toEqual({ is: 'known', value: 7 });
});

it('what is not known yet is told apart from what is wrong', () => {
  const scope = scopeAt(definition, 'end', known);
  expect(previewOf('{{ steps.each.output }}', scope)).toEqual({ is: 'unknown', steps: ['each'] });
  expect(previewOf('{{ input.name.nope }}', scope)).toMatchObject({ is: 'wrong' });
  expect(previewOf('{{ input.name', scope)).toMatchObject({ is: 'wrong' });
  expect(previewOf('{{ input.name }}', scopeAt(definition, 'end', knownOutputs({}, {})))).toMatchObject({
    is: 'unknown',
  });
});

it('the way to a step is what leads to it and to what it stands in, each after what it needs', () => {
  const ids = (id: string) =>
    inOrder(
      definition,
      definition.nodes.find((node) => node.id === id)!,
    ).map((node) => node.id);
  expect(ids('last')).toEqual(['start', 'topic', 'inner', 'last']);
  expect(ids('end')).toEqual(['start', 'topic', 'end']);
  expect(ids('start')).toEqual(['start']);
});

describe('the item of a map', () => {
  const test = { status: 'succeeded', output: 1 } as never;
  const node = (id: string) => definition.nodes.find((each) => each.id === id)!;

  it('is the first unless another is chosen, and never one that is not there', () => {
    const at = chosenItems('wf_1');
    const item = () => (scopeAt(definition, 'inner', known, false, at) as { item: unknown; index: unknown }).item;
    expect(item()).toEqual({ id: 7 });
    chooseItem('wf_1', definition, 'each', 1);
    expect(item()).toEqual({ id: 8 });
    chooseItem('wf_1', definition, 'each', 40);
    expect(item()).toEqual({ id: 8 });
    expect(chosenItems('wf_2')('each', 2)).toBe(0);
  });

  it('takes away what steps inside gave for the one before, and nothing else', () => {
    for (const id of ['topic', 'inner', 'last']) keepResult('wf_3', node(id), test);
    chooseItem('wf_3', definition, 'each', 1);
    expect(Object.keys(resultsOf('wf_3'))).toEqual(['topic']);
    expect(inside(definition, 'each')).toEqual(['inner', 'last']);
  });
});
