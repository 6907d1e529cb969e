import {
  aiRpc,
  newId,
  type AiModel,
  type AiUsage,
  type Caller,
  type CompleteResponse,
  type RpcIn,
} from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench } from '../../testing/company-bench.js';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { GoalPauses } from './goal-pauses.js';
import { GoalPolicies } from './goal-policies.js';
import { GoalViews } from './goal-views.js';
import { GoalsService } from './goals.service.js';

const usage: AiUsage = {
  inputTokens: 10,
  outputTokens: 5,
  costMicros: 7,
  ms: 1,
  model: 'openai/x',
  provider: 'openai',
};
const start = { id: 'start', kind: 'trigger.manual', config: {} };
const set = (id: string, got: string) => ({ id, kind: 'data.set', config: { values: { got } } });
const planOf = (...steps: { id: string }[]) => ({
  name: 'A plan',
  intent: 'What is wanted',
  explanation: 'It does it.',
  facts: [],
  definition: {
    nodes: [start, ...steps],
    edges: steps.map(({ id }, at) => ({ from: at === 0 ? 'start' : steps[at - 1]!.id, to: id })),
  },
});
const simple = planOf(set('say', 'done'));
const broken = planOf({ id: 'say', kind: 'no.such', config: {} } as never);
const failing = planOf(set('first', 'kept'), set('second', '{{ int("no number") }}'));

/** A model service that says what it is told to, and waits where it is told to. */
class Planner {
  says: object[] = [];
  held: Promise<void> | undefined;
  readonly keys: (string | undefined)[] = [];
  readonly told: string[] = [];

  @HandleRpc(aiRpc.models) models() {
    return { items: [model] };
  }
  @HandleRpc(aiRpc.completing) async *completing(_: Caller, { key, request }: RpcIn<typeof aiRpc.completing>) {
    this.keys.push(key);
    this.told.push(request.messages.map(({ content }) => String(content)).join('\n'));
    await this.held;
    const data = this.says.length > 1 ? this.says.shift() : this.says[0];
    yield { type: 'answer' as const, answer: answerOf(JSON.stringify(data), data) };
  }
  @HandleRpc(aiRpc.complete) complete(_: Caller, { key, request }: RpcIn<typeof aiRpc.complete>) {
    this.keys.push(key);
    this.told.push(request.messages.map(({ content }) => String(content)).join('\n'));
    return answerOf('It is reached.');
  }
}
const answerOf = (text: string, data?: unknown): CompleteResponse =>
  ({ text, toolCalls: [], finish: 'stop', usage, ...(data === undefined ? {} : { data }) }) as CompleteResponse;
const model: AiModel = {
  id: 'openai/x',
  provider: 'openai',
  title: 'X',
  modalities: ['text'],
  contextTokens: null,
  embeddings: false,
  tools: true,
  toolsCheckedBy: null,
  inputMicrosPerMillion: null,
  cachedInputMicrosPerMillion: null,
  cacheWriteMicrosPerMillion: null,
  outputMicrosPerMillion: null,
  pricesAsOf: null,
  priceSetByCompany: false,
  tier: 'small',
  isDefault: true,
};

describe.each(backends)('goals on %s', (backend) => {
  const planner = new Planner();
  let bench: CompanyBench;
  let goals: GoalsService;
  let views: GoalViews;
  let caller: Caller;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend, {}, { ai: planner });
    goals = bench.get(GoalsService);
    views = bench.get(GoalViews);
    caller = bench.owner.caller;
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    planner.says = [simple];
    await bench.get(GoalPolicies).set(caller, { autoRun: 'never' });
  });

  const create = async (more: object = {}) =>
    goals.settled(caller, await goals.create(caller, { objective: 'Do it', autoRun: false, ...more }), 20);
  const settled = (id: string) =>
    eventually(async () => {
      const goal = await views.get(caller, id);
      if (goal.status === 'planning') throw new Error('still planning');
      return goal;
    });
  const results = (id: string, count: number) =>
    eventually(async () => {
      const { items } = await views.listResults(caller, id, { limit: 10 });
      const told = items.filter(({ synthesis }) => synthesis !== null);
      if (told.length < count) throw new Error(`${told.length} of ${count}`);
      return told;
    });
  const runsOf = async (workflowId: string | null) =>
    (await bench.get(RunsService).list(caller, { limit: 50, workflowId: workflowId! })).items;

  it('are planned, accepted, run and put into words, each under a key of its own', async () => {
    const { id, ...goal } = await create();
    expect(goal).toMatchObject({
      status: 'planned',
      name: 'A plan',
      usage: { costMicros: 7 },
      createdBy: caller.userId,
    });
    expect(await goals.accept(caller, id)).toMatchObject({ status: 'active' });
    const [result] = await results(id, 1);
    expect(result).toMatchObject({ status: 'succeeded', synthesis: 'It is reached.', outside: true });
    expect((await views.list(caller, { limit: 10, search: 'do it' })).items[0]).toMatchObject({ lastResult: result });
    expect(new Set(planner.keys).size).toBe(planner.keys.length);
    expect(planner.keys).not.toContain(undefined);
    expect(planner.told.at(-1)).toContain('"got":"done"');
  });

  it('are accepted once, whoever asks: one run', async () => {
    const { id, workflowId } = await create();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => goals.accept(caller, id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await runsOf(workflowId)).toHaveLength(1);
    await results(id, 1);
  });

  it('never run a plan that has problems, and run it once somebody has mended it on the canvas', async () => {
    planner.says = [broken];
    const { id, workflowId, problems } = await create();
    expect(problems).toMatchObject([{ code: 'UNKNOWN_KIND' }]);
    await expect(goals.accept(caller, id)).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' });
    await expect(goals.run(caller, id, undefined)).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' });
    expect(await runsOf(workflowId)).toEqual([]);
    const sound = { schemaVersion: 1 as const, ...simple.definition } as never;
    await bench.get(WorkflowsService).saveDraft(caller, workflowId!, sound, '*');
    expect(await views.get(caller, id)).toMatchObject({ problems: [] });
    expect(await goals.run(caller, id, undefined)).toMatchObject({ status: expect.any(String) });
    await results(id, 1);
  });

  it('never run a plan that names a tool that is not there', async () => {
    planner.says = [planOf({ id: 'say', kind: 'tool.call', config: { tool: 'no_such_tool', input: {} } } as never)];
    const { id, workflowId, problems } = await create();
    expect(problems).toMatchObject([{ code: 'TOOL_UNKNOWN' }]);
    await expect(goals.accept(caller, id)).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' });
    expect(await runsOf(workflowId)).toEqual([]);
  });

  it('that were rejected meanwhile take no plan any more', async () => {
    let go = () => {};
    planner.held = new Promise((resolve) => (go = resolve));
    const row = await goals.create(caller, { objective: 'Do it', autoRun: false });
    await eventually(() => expect(planner.told.at(-1)).toContain('Wish: Do it'));
    await goals.reject(caller, row.id, 'No longer');
    go();
    planner.held = undefined;
    await bench.durable.waitFor(`plan.${row.id}.1`, 20_000);
    expect(await views.get(caller, row.id)).toMatchObject({
      status: 'rejected',
      reason: 'No longer',
      workflowId: null,
    });
  });

  it('are mended from the failed step: what succeeded is kept, and the mended plan waits for a person', async () => {
    await bench.get(GoalPolicies).set(caller, { autoRun: 'always' });
    planner.says = [failing];
    const { id, workflowId } = await create({ autoRun: true });
    const [failed] = await results(id, 1);
    expect(failed).toMatchObject({ status: 'failed' });
    planner.says = [planOf(set('first', 'kept'), set('second', '{{ steps.first.output.got }}'))];
    await expect(goals.replan(caller, id, { runId: newId('run') })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await goals.replan(caller, id, { runId: failed!.runId, note: 'Without numbers' });
    expect(await settled(id)).toMatchObject({ status: 'planned', replanOf: { runId: failed!.runId, step: 'second' } });
    expect(planner.told.at(-1)).toMatch(/failed at step second with[^]*What should be different: Without numbers/);
    expect(await runsOf(workflowId)).toHaveLength(1);
    await goals.accept(caller, id);
    await results(id, 2);
    const [again] = await runsOf(workflowId);
    expect(await bench.finished(again!.id)).toMatchObject({ rerunOf: failed!.runId, output: { got: 'kept' } });
  });

  it('do not repeat what was done where a mended plan can keep nothing of it', async () => {
    planner.says = [failing];
    const { id, workflowId } = await create();
    await goals.accept(caller, id);
    const [failed] = await results(id, 1);
    planner.says = [planOf(set('other', 'anew'))];
    await goals.replan(caller, id, { runId: failed!.runId });
    expect((await settled(id)).repairs).toBe(2);
    expect(await goals.accept(caller, id)).toMatchObject({
      status: 'active',
      reason: expect.stringContaining('has no step'),
    });
    expect(await runsOf(workflowId)).toHaveLength(1);
  });

  it('keep the plan that is in force until another one is accepted', async () => {
    const { id, workflowId } = await create();
    await goals.accept(caller, id);
    await results(id, 1);
    planner.says = [planOf(set('say', 'otherwise'))];
    await goals.replan(caller, id, { note: 'Otherwise' });
    expect(await settled(id)).toMatchObject({ status: 'planned', inForce: true });
    const draft = async () => JSON.stringify((await bench.get(WorkflowsService).get(caller, workflowId!)).definition);
    expect(await draft()).toContain('otherwise');
    expect(await goals.reject(caller, id, 'No')).toMatchObject({ status: 'active', reason: 'No' });
    expect(await draft()).toContain('done');
    await bench.get(WorkflowsService).delete(caller, workflowId!);
    await expect(goals.run(caller, id, undefined)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await goals.replan(caller, id, {});
    const anew = await settled(id);
    expect(anew).toMatchObject({ status: 'planned', inForce: false });
    expect(anew.workflowId).not.toBe(workflowId);
  });

  it('hold their runs while they are paused', async () => {
    planner.says = [planOf({ id: 'wait', kind: 'flow.wait', config: { signal: 'go' } } as never)];
    const { id, workflowId } = await create();
    await goals.accept(caller, id);
    await eventually(async () => expect(await runsOf(workflowId)).toMatchObject([{ status: 'waiting' }]));
    await bench.get(GoalPauses).pause(caller, id);
    expect(await runsOf(workflowId)).toMatchObject([{ status: 'paused' }]);
    await bench.get(GoalPauses).pause(caller, id);
    await bench.get(GoalPauses).resume(caller, id);
    await eventually(async () => expect(await runsOf(workflowId)).toMatchObject([{ status: 'waiting' }]));
    await goals.delete(caller, id);
    expect((await views.list(caller, { limit: 50 })).items.map((goal) => goal.id)).not.toContain(id);
  });

  it('A1: of one company are nothing to another', async () => {
    const { id } = await create();
    const stranger = callerAs('owner');
    for (const attempt of [
      () => views.get(stranger, id),
      () => goals.accept(stranger, id),
      () => goals.run(stranger, id, undefined),
      () => goals.reject(stranger, id, undefined),
      () => goals.replan(stranger, id, {}),
      () => goals.answer(stranger, id, []),
      () => goals.delete(stranger, id),
      () => views.listResults(stranger, id, { limit: 1 }),
      () => bench.get(GoalPauses).pause(stranger, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'GOAL_NOT_FOUND' });
    const other = await create();
    const run = await bench.run(
      await bench.publish({ nodes: [start, set('say', 'x')] as never, edges: [{ from: 'start', to: 'say' }] }),
    );
    await bench.finished(run);
    await expect(goals.replan(caller, other.id, { runId: run })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});
