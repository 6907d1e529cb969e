import { resolve } from '#libs/expressions';
import { ToldRun } from '../../testing/told-run.js';
import { scopeAt } from './step-scope.js';

const set = (id: string, parent?: string) => ({
  id,
  kind: 'data.set',
  config: { values: {} },
  ...(parent ? { parent } : {}),
});
const map = (id: string, parent?: string) => ({
  id,
  kind: 'flow.map',
  config: { items: [] },
  ...(parent ? { parent } : {}),
});

/** Two orders with two lines each, and a second map beside them. */
const orders = () =>
  new ToldRun(
    {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        set('load'),
        map('orders'),
        set('fetch', 'orders'),
        map('lines', 'orders'),
        set('price', 'lines'),
        set('total', 'lines'),
        map('others'),
        set('hidden', 'others'),
        set('after'),
      ],
      edges: [
        { from: 'start', to: 'load' },
        { from: 'load', to: 'orders' },
        { from: 'load', to: 'others' },
        { from: 'fetch', to: 'lines' },
        { from: 'price', to: 'total' },
        { from: 'orders', to: 'after' },
      ],
    },
    { name: 'load', price: 2 },
  )
    .gives('load', { from: 'root' }, { ms: 7, usage: { inputTokens: 3, outputTokens: 4, costMicros: 5 } })
    .gives('orders', ['A', 'B'])
    .gives('others', ['X'])
    .gives('orders[0]/fetch', { of: 'A' })
    .gives('orders[1]/fetch', { of: 'B' })
    .gives('orders[0]/lines', ['a1', 'a2'])
    .gives('orders[1]/lines', ['b1', 'b2'])
    .gives('orders[1]/lines[0]/price', { n: 10 })
    .gives('orders[1]/lines[1]/price', { n: 11 })
    .gives('others[0]/hidden', { secret: true });

/** What an expression gives in the configuration of a step. */
function at(run: ToldRun, path: string, expression: string): unknown {
  const config = { value: `{{ ${expression} }}` };
  return (resolve(config, scopeAt(run.placeOf(path), config)) as { value: unknown }).value;
}

describe('what an expression sees', () => {
  it.each([
    ['the input', 'after', 'input.price * 2', 4],
    ['the trigger', 'after', 'trigger.kind', 'trigger.api'],
    ['the run', 'after', 'run.id', 'run_1'],
    ['the time of the event that made the step ready', 'after', 'now', '2026-11-20T10:00:00.000Z'],
    ['a step of its own scope', 'after', 'steps.load.output.from', 'root'],
    ['a step of the scope around it', 'orders[1]/lines[0]/total', 'steps.load.output.from', 'root'],
    ['the step of its own item', 'orders[0]/lines[1]/total', 'steps.fetch.output.of', 'A'],
    ['the step of the item around it', 'orders[1]/lines[0]/total', 'steps.fetch.output.of', 'B'],
    ['the step of its own inner item', 'orders[1]/lines[1]/total', 'steps.price.output.n', 11],
    ['the innermost item', 'orders[1]/lines[0]/total', 'item + " " + index', 'b1 0'],
    ['the item of the outer map, beside the inner one', 'orders[1]/fetch', 'item + " " + index', 'B 1'],
    ['nothing of a step that has not run', 'orders[0]/lines[0]/total', 'steps.price.output', null],
    ['a step by a computed name', 'after', 'steps[input.name].output.from', 'root'],
    ['what a step spent', 'after', 'steps.load.meta.usage.tokens + steps.load.meta.ms', 14],
    ['zeros for a step that did not run', 'after', 'steps.after.meta.usage.tokens', 0],
    ['no step of another scope', 'after', 'has(steps.hidden)', false],
    ['no step of a scope inside', 'orders[0]/fetch', 'has(steps.price)', false],
    ['no item outside of a map', 'after', 'input.?item.orValue("none")', 'none'],
  ])('%s', (_, path, expression, value) => {
    expect(at(orders(), path, expression)).toEqual(value);
  });

  it('is read when it is needed, and nothing else is', () => {
    const run = orders();
    run.read.length = 0;
    at(run, 'orders[1]/lines[0]/total', 'steps.price.output.n');
    expect(run.read).toEqual(['orders[1]/lines[0]/price']);
    run.read.length = 0;
    at(run, 'after', 'true ? 1 : steps.load.output.x');
    expect(run.read).toEqual([]);
  });

  it('is the error that led to the step', () => {
    const run = new ToldRun({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { ...set('risky'), onError: 'branch' },
        set('rescue'),
        set('next'),
      ],
      edges: [
        { from: 'start', to: 'risky' },
        { from: 'risky', port: 'error', to: 'rescue' },
        { from: 'rescue', to: 'next' },
      ],
    }).fails('risky', 'TOOL_FAILED', 'it broke');
    expect(at(run, 'rescue', 'error.code + ": " + error.message')).toBe('TOOL_FAILED: it broke');
    expect(at(run.gives('rescue', {}), 'next', 'error.code')).toBe('TOOL_FAILED');
    expect(() => at(orders(), 'after', 'error.code')).toThrow();
  });
});
