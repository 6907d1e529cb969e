import { inspectTemplate } from '#libs/expressions';
import { flow, testKinds } from '#libs/testing';
import { namesAt, type Definition } from './index.js';

const at = (definition: Definition, id: string, isLate = false) =>
  namesAt(definition, id, { kinds: testKinds, parseExpression: inspectTemplate }, isLate);

describe('what an expression may name', () => {
  const definition = flow('start -> a -> b -> each -> after', 'a:error -> fix', 'in1 -> in2', {
    a: { onError: 'branch' },
    each: { kind: 'flow.map', config: { items: '{{ input.orders }}' } },
    in1: { parent: 'each' },
    in2: { parent: 'each' },
  });
  definition.inputs = {
    type: 'object',
    properties: { orders: { type: 'array', items: { type: 'object', properties: { total: { type: 'number' } } } } },
  };
  const steps = (id: string, isLate?: boolean) => at(definition, id, isLate)?.steps.map(({ node }) => node.id);

  it('are the steps before it, nearest first, also those before the scope it stands in', () => {
    expect(steps('after')).toEqual(['each', 'b', 'a']);
    expect(steps('in2')).toEqual(['in1', 'b', 'a']);
    expect(steps('each', true)).toEqual(['in1', 'in2', 'b', 'a']);
    expect(steps('start')).toEqual([]);
    expect(at(definition, 'gone')).toBeUndefined();
  });

  it('with the item of a map, and the error behind an error port', () => {
    expect(at(definition, 'in1')?.item).toEqual({ type: 'object', properties: { total: { type: 'number' } } });
    expect(at(definition, 'b')?.item).toBeUndefined();
    expect([at(definition, 'fix')?.hasError, at(definition, 'b')?.hasError]).toEqual([true, false]);
  });
});
