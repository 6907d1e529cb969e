import { newId, type Caller } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { expectedCalls, unforeseeable } from './from-definition.js';
import { costsOf, spreadOf } from './from-runs.js';
import { WorkflowEstimates } from './workflow-estimates.service.js';

const node = (id: string, kind: string, config: Record<string, unknown> = {}) => ({ id, kind, config });
const definition = {
  schemaVersion: 1,
  nodes: [
    node('start', 'trigger.manual'),
    node('topic', 'ai.classify', { text: '{{ input.body }}', labels: ['a', 'b'], model: 'x/small' }),
    node('reply', 'ai.prompt', { prompt: 'Answer', maxTokens: 50 }),
    node('helper', 'agent.task', { agent: 'Helper' }),
  ],
  edges: [],
} as unknown as Definition;

describe('what runs cost', () => {
  it('is mean and ninth tenth of whole runs and of steps, items and attempts together', () => {
    const use = (runId: string, stepPath: string, costMicros: number, calls = 1) => ({
      runId,
      stepPath,
      costMicros,
      calls,
    });
    const usage = [
      use('r1', 'orders[0]/topic', 10),
      use('r1', 'orders[1]/topic', 20),
      use('r2', 'topic', 30, 3),
      use('r1', 'reply', 5),
    ];
    expect(costsOf(['r1', 'r2', 'r3'], usage)).toEqual({
      costMicros: { mean: 22, p90: 35 },
      steps: [
        { step: 'topic', costMicros: { mean: 20, p90: 30 }, calls: 5 / 3 },
        { step: 'reply', costMicros: { mean: 2, p90: 5 }, calls: 1 / 3 },
      ],
    });
    expect(spreadOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])).toEqual({ mean: 15, p90: 9 });
  });
});

describe('what a definition lets expect', () => {
  it('is a call for each step that asks a model, and silence about agents', () => {
    const [topic, reply, ...more] = expectedCalls(definition);
    expect(more).toEqual([]);
    expect(topic).toMatchObject({ step: 'topic', model: 'x/small', outputTokens: 30 });
    // The expression brings a text that only a run knows.
    expect(topic!.inputTokens).toBeGreaterThan(reply!.inputTokens + 400);
    expect(reply).toMatchObject({ step: 'reply', outputTokens: 50 });
    expect(unforeseeable(definition)).toEqual(['helper']);
  });
});

describe('an estimate of a workflow', () => {
  const caller: Caller = { kind: 'user', companyId: newId('company'), userId: newId('user'), role: 'viewer' };
  const estimates = (runs: object[], answer: object, draft = definition) => {
    const call = jest.fn((_: unknown, __: unknown, ___: unknown) => Promise.resolve(answer));
    const service = new WorkflowEstimates(
      { require: () => Promise.resolve({ currentVersion: 0, draft }) } as never,
      {} as never,
      { find: () => Promise.resolve(runs) } as never,
      { call } as never,
    );
    return { of: () => service.of(caller, newId('workflow')), call };
  };

  it('rests on runs when there are any', async () => {
    const runs = [
      { id: 'r2', createdAt: 2000 },
      { id: 'r1', createdAt: 1000 },
    ];
    const { of, call } = estimates(runs, { items: [{ runId: 'r1', stepPath: 'topic', calls: 1, costMicros: 8 }] });
    expect(await of()).toMatchObject({
      ...{ basis: 'runs', runs: 2, costMicros: { mean: 4, p90: 8 }, steps: [{ step: 'topic' }] },
      ...{ from: '1970-01-01T00:00:01.000Z', to: '1970-01-01T00:00:02.000Z' },
    });
    expect(call.mock.calls[0]!.slice(1)).toEqual([{ runIds: ['r2', 'r1'] }, { caller }]);
  });

  it('rests on the definition before, and says what it leaves out', async () => {
    const items = [
      { model: 'x/small', costMicros: 40 },
      { model: null, costMicros: null },
    ];
    expect(await estimates([], { items }).of()).toMatchObject({
      basis: 'definition',
      runs: 0,
      costMicros: { mean: 40, p90: null },
      explanation: expect.stringMatching(/price of the model of 1 steps is unknown.*not in it: helper/),
      steps: [
        { step: 'topic', costMicros: { mean: 40, p90: null } },
        { step: 'reply', costMicros: null },
        { step: 'helper', costMicros: null, calls: null },
      ],
    });
  });

  it('is none where only agents ask models, and nothing where nobody does', async () => {
    const only = (nodes: object[]) => ({ ...definition, nodes }) as unknown as Definition;
    expect(await estimates([], {}, only([node('helper', 'agent.task')])).of()).toMatchObject({
      basis: 'none',
      costMicros: null,
    });
    const { of, call } = estimates([], {}, only([node('start', 'trigger.manual')]));
    expect(await of()).toMatchObject({ basis: 'definition', costMicros: { mean: 0 } });
    expect(call).not.toHaveBeenCalled();
  });
});
