import type { Capabilities, CapabilityName } from '#libs/catalog/kit';
import type { StepOutcome } from '#libs/durable';
import type { ExecuteStep } from '#libs/engine';
import { ToldRun } from '../../testing/told-run.js';
import type { CapabilityFactory } from './capability-factory.js';
import { endNodesOf, endsOf } from './scope-results.js';
import { StepExecutor } from './step-executor.js';

/** Gives the capabilities of the test, and notes which were asked for. */
class Factory {
  readonly asked: (readonly CapabilityName[])[] = [];
  constructor(private readonly capabilities: Partial<Capabilities> = {}) {}
  forStep(needs: readonly CapabilityName[]) {
    this.asked.push(needs);
    return { capabilities: this.capabilities, write: () => undefined };
  }
}

const command = (path: string, phase: 'run' | 'collect' = 'run'): ExecuteStep => ({
  type: 'executeStep',
  path,
  node: path.slice(path.lastIndexOf('/') + 1),
  attempt: 1,
  generation: 1,
  effect: 'pure',
  phase,
  readyAt: 0,
});

const execute = async (
  run: ToldRun,
  path: string,
  { phase, factory = new Factory() }: { phase?: 'collect'; factory?: Factory } = {},
): Promise<StepOutcome> =>
  new StepExecutor(factory as unknown as CapabilityFactory).execute(
    run.loaded,
    command(path, phase),
    run.contextOf(path),
  );

const one = (kind: string, config: Record<string, unknown>, input: unknown = {}) =>
  new ToldRun(
    {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'step', kind, config },
      ],
      edges: [{ from: 'start', to: 'step' }],
    },
    input,
  );

describe('one attempt of a step', () => {
  it('gets its configuration with the expressions filled in', async () => {
    const run = one('data.set', { values: { twice: '{{ input.n * 2 }}', text: 'n is {{ input.n }}' } }, { n: 21 });
    expect(await execute(run, 'step')).toMatchObject({
      kind: 'succeeded',
      output: { twice: 42, text: 'n is 21' },
    });
  });

  it('names the field of a configuration that does not fit', async () => {
    const run = one('notify.message', { to: ['role:owner', '{{ input.who }}'], text: 'x' }, { who: 'nobody' });
    await expect(execute(run, 'step')).rejects.toMatchObject({
      code: 'STEP_CONFIG_INVALID',
      details: { issues: [{ path: 'config.to[1]', node: 'step' }] },
      message: expect.stringMatching(/^config\.to\[1\]: "nobody" is nobody/) as string,
    });
  });

  it('names the field of an expression that fails', async () => {
    const run = one('data.set', { values: { list: [1, '{{ input.n.deeper }}'] } }, { n: 1 });
    await expect(execute(run, 'step')).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
      details: { issues: [{ path: 'config.values.list[1]' }] },
      message: expect.stringMatching(/^config\.values\.list\[1\]: /) as string,
    });
  });

  it('gets the capabilities that its kind asked for and no other', async () => {
    const factory = new Factory({
      notifications: { send: () => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel: none'] }) },
    });
    const outcome = await execute(one('notify.message', { to: ['role:owner'], text: 'x' }), 'step', { factory });
    expect(factory.asked).toEqual([['notifications']]);
    expect(outcome).toMatchObject({ output: { deliveryIds: ['dlv_1'] }, meta: { warnings: ['no_channel: none'] } });
    await execute(one('data.set', { values: {} }), 'step', { factory });
    expect(factory.asked.at(-1)).toEqual([]);
  });

  it('counts what it used', async () => {
    const factory = new Factory({
      ai: {
        summarize: () =>
          Promise.resolve({
            summary: 's',
            parts: 1,
            usage: { inputTokens: 3, outputTokens: 4, costMicros: 5, model: 'm' },
          }),
      } as never,
    });
    expect(await execute(one('ai.summarize', { text: 'x' }), 'step', { factory })).toMatchObject({
      output: { summary: 's' },
      meta: { usage: { inputTokens: 3, outputTokens: 4, tokens: 7, costMicros: 5, model: 'm' } },
    });
  });

  it('is refused an output that breaks the schema of its kind', async () => {
    const factory = new Factory({
      notifications: { send: () => Promise.resolve({ deliveryIds: 'none', warnings: [] } as never) },
    });
    await expect(
      execute(one('notify.message', { to: ['role:owner'], text: 'x' }), 'step', { factory }),
    ).rejects.toMatchObject({ code: 'STEP_OUTPUT_INVALID' });
  });

  it('may wait', async () => {
    const asked: unknown[] = [];
    const factory = new Factory({
      people: { ask: (request) => Promise.resolve(void asked.push(request)) },
    });
    const run = one(
      'human.approval',
      { title: 'Refund {{ input.id }}?', assignees: ['role:owner'], deadline: 'P1D' },
      { id: 7 },
    );
    expect(await execute(run, 'step', { factory })).toEqual({
      kind: 'suspended',
      wait: { answer: true, deadline: Date.parse('2026-11-21T10:00:00Z'), alarms: {} },
    });
    expect(asked).toMatchObject([{ kind: 'approval', title: 'Refund 7?', quorum: 1 }]);
  });
});

describe('the result of a map', () => {
  const flow = (config: Record<string, unknown>) =>
    new ToldRun({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: [], onItemError: 'collect', ...config } },
        { id: 'work', kind: 'data.set', parent: 'each', config: { values: {} } },
      ],
      edges: [{ from: 'start', to: 'each' }],
    })
      .gives('each', ['a', 'b', 'c'])
      .gives('each[0]/work', { n: 1 })
      .fails('each[1]/work', 'TOOL_FAILED', 'it broke')
      .gives('each[2]/work', { n: 3 });

  it('is its `result`, evaluated inside each item; a failed item says why', async () => {
    const run = flow({ result: { item: '{{ item }}', at: '{{ index }}', n: '{{ steps.work.output.n }}' } });
    expect(await execute(run, 'each', { phase: 'collect' })).toEqual({
      kind: 'succeeded',
      output: [
        { item: 'a', at: 0, n: 1 },
        { error: { code: 'TOOL_FAILED', message: 'it broke', step: 'each[1]/work' } },
        { item: 'c', at: 2, n: 3 },
      ],
    });
  });

  it('is the output of the end nodes when it has no `result`', async () => {
    expect(await execute(flow({}), 'each', { phase: 'collect' })).toMatchObject({
      output: [{ n: 1 }, { error: { code: 'TOOL_FAILED' } }, { n: 3 }],
    });
  });

  it('fails with the field when its `result` does', async () => {
    const failing = execute(flow({ result: '{{ item.x.y }}' }), 'each', { phase: 'collect' });
    await expect(failing).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
      details: { issues: [{ path: 'config.result' }] },
    });
  });
});

describe('the ends of a scope', () => {
  const branches = () =>
    new ToldRun({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'a', kind: 'data.set', config: { values: {} } },
        { id: 'b', kind: 'data.set', config: { values: {} } },
      ],
      edges: [
        { from: 'start', to: 'a' },
        { from: 'start', to: 'b' },
      ],
    });
  const root = (run: ToldRun) =>
    endsOf(run.loaded.flow, { values: run.values, scopePath: '' }, endNodesOf(run.loaded.flow));

  it('are its output: the one, or several by id, without those that gave nothing', () => {
    expect(root(one('data.set', { values: {} }).gives('step', { n: 1 }))).toEqual({ n: 1 });
    expect(root(branches().gives('a', 1).gives('b', 2))).toEqual({ a: 1, b: 2 });
    expect(root(branches().gives('b', 2))).toEqual({ b: 2 });
    expect(root(one('data.set', { values: {} }))).toBeNull();
  });
});
