import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DryAnswer } from '#libs/contracts';
import { stepView } from '#libs/engine';
import type { CodeSandbox } from '#libs/platform/sandbox';
import type { Definition } from '#libs/workflow';
import { loadedOf } from '../runs/flows.js';
import { runOutput } from '../runs/run-output.js';
import { DryBudget, type DryLimits } from './dry-budget.js';
import { DryRun, type DrySetup } from './dry-run.js';
import { HarmlessExecutor } from './harmless-executor.js';
import { sampleOf } from './sample-of-schema.js';

type Node = Definition['nodes'][number];
const code = { run: () => Promise.resolve({ value: 42, logs: ['counted'] }) };
const executor = new HarmlessExecutor(code as unknown as CodeSandbox);
const limits: DryLimits = { steps: 200, ms: 5000, bytes: 100_000 };

interface Setup {
  input?: unknown;
  answers?: Record<string, DryAnswer>;
  samples?: Record<string, unknown>;
  limits?: Partial<DryLimits>;
  recorded?: DrySetup['recorded'];
}

async function dryRun(nodes: Node[], edges: Definition['edges'], setup: Setup = {}) {
  const all = [{ id: 'start', kind: 'trigger.api', config: {} }, ...nodes];
  const definition: Definition = { schemaVersion: 1, nodes: all, edges };
  const loaded = loadedOf({ id: 'wfv_1', version: 1, contentHash: 'h', definition });
  const run = new DryRun({
    loaded,
    companyId: 'co_1',
    runId: 'run_1',
    input: {
      input: setup.input ?? {},
      trigger: { kind: 'trigger.api', node: 'start' },
      startedBy: { userId: null, name: 'Dry run' },
      ...{ workflowId: 'wf_1', workflowName: 'Dry', versionId: 'wfv_1', version: 1 },
    },
    answers: new Map(Object.entries(setup.answers ?? {})),
    samples: new Map(Object.entries(setup.samples ?? {})),
    startsAt: Date.parse('2026-11-20T10:00:00Z'),
    executor,
    budget: new DryBudget({ ...limits, ...setup.limits }),
    ...(setup.recorded ? { recorded: setup.recorded } : {}),
    callWorkflow: () => Promise.resolve('called'),
  });
  await run.run();
  const status = (path: string) => stepView(loaded.flow, run.state, path)?.status;
  return { run, status, output: runOutput(loaded.flow, run, 'succeeded') };
}

const inRow = (...ids: string[]) => ids.slice(1).map((to, index) => ({ from: ids[index]!, to }));
const set = (id: string, values: object, more: Partial<Node> = {}): Node => ({
  id,
  kind: 'data.set',
  config: { values },
  ...more,
});
const ask: Node = {
  id: 'ask',
  kind: 'human.approval',
  config: { title: '{{ input.title }}', assignees: ['role:owner'] },
};

describe('a dry run', () => {
  it('does pure work, makes up what would act on the outside, and says which is which', async () => {
    const nodes: Node[] = [
      { id: 'topic', kind: 'ai.classify', config: { text: '{{ input.text }}', labels: ['billing', 'bug'] } },
      {
        id: 'route',
        kind: 'flow.switch',
        config: { value: '{{ steps.topic.output.label }}', cases: ['billing', 'bug'] },
      },
      { id: 'mail', kind: 'notify.email', config: { to: ['role:owner'], subject: 's', text: 't' } },
      { id: 'count', kind: 'code.run', config: { code: '1', input: {} } },
    ];
    const edges = [
      ...inRow('start', 'topic', 'route'),
      { from: 'route', port: 'billing', to: 'mail' },
      { from: 'route', port: 'bug', to: 'count' },
    ];
    const { run, status } = await dryRun(nodes, edges, { input: { text: 'x' } });
    expect(run.state.status).toBe('succeeded');
    expect([status('mail'), status('count')]).toEqual(['succeeded', 'skipped']);
    expect([...run.notes].map(([path, { source }]) => [path, source])).toEqual([
      ['topic', 'stub'],
      ['route', 'run'],
      ['mail', 'stub'],
    ]);
    const other = await dryRun(nodes, edges, {
      input: { text: 'x' },
      answers: { topic: { output: { label: 'bug', confidence: 1 } } },
    });
    expect(other.run.notes.get('count')).toMatchObject({ source: 'run', logs: ['counted'] });
    expect(other.output).toEqual({ count: 42 });
  });

  it('gives what models once answered to the same, and makes up what is not recorded', async () => {
    const text = (id: string): Node => ({ id, kind: 'ai.generate', config: { instruction: id } });
    const asked: string[] = [];
    const recorded: NonNullable<Setup['recorded']> = {
      outcome: (_loaded, { path }) => {
        asked.push(path);
        const output = { text: 'as recorded', usage: { inputTokens: 1, outputTokens: 1, costMicros: 0 } };
        if (path === 'known')
          return Promise.resolve({ outcome: { kind: 'succeeded', output, event: {} }, isReachable: true });
        return Promise.resolve({ isReachable: path !== 'gone' });
      },
    };
    const { run } = await dryRun(
      ['known', 'unknown', 'gone', 'after'].map(text),
      inRow('start', 'known', 'unknown', 'gone', 'after'),
      { recorded },
    );
    expect(run.output('known')).toMatchObject({ text: 'as recorded' });
    expect([...run.notes].map(([path, { source }]) => [path, source])).toEqual([
      ['known', 'recording'],
      ['unknown', 'stub'],
      ['gone', 'stub'],
      ['after', 'stub'],
    ]);
    expect(asked).toEqual(['known', 'unknown', 'gone']);
  });

  it('takes the way that an approval is told to take, approves when nothing is said', async () => {
    const nodes = [
      ask,
      set('yes', { it: '{{ steps.ask.output.decision }}' }),
      set('no', { it: '{{ steps.ask.output.decision }}' }),
    ];
    const edges = [
      ...inRow('start', 'ask'),
      { from: 'ask', port: 'approved', to: 'yes' },
      { from: 'ask', port: 'rejected', to: 'no' },
    ];
    const input = { title: 'Refund?' };
    expect(await dryRun(nodes, edges, { input })).toMatchObject({ output: { yes: { it: 'approved' } } });
    const rejected = await dryRun(nodes, edges, { input, answers: { ask: { port: 'rejected' } } });
    expect(rejected.run.output('no')).toEqual({ it: 'rejected' });
  });

  it('finds the faults of configurations that are stubbed', async () => {
    const { run } = await dryRun([ask], inRow('start', 'ask'));
    expect(run.state).toMatchObject({ status: 'failed', error: { code: 'EXPRESSION_FAILED', path: 'ask' } });
  });

  it('lets steps fail when asked, on the way of their errors', async () => {
    const nodes: Node[] = [
      { id: 'call', kind: 'http.request', config: { url: 'https://example.com' }, onError: 'branch' },
      set('caught', { why: '{{ error.code }}' }),
    ];
    const edges = [...inRow('start', 'call'), { from: 'call', port: 'error', to: 'caught' }];
    const { run } = await dryRun(nodes, edges, { answers: { call: { fail: { code: 'HTTP_FAILED', message: 'no' } } } });
    expect(run.output('caught')).toEqual({ why: 'HTTP_FAILED' });
  });

  it('waits for nothing: its clock jumps', async () => {
    const nodes: Node[] = [
      { id: 'sleep', kind: 'flow.wait', config: { for: 'P3D' } },
      { id: 'signal', kind: 'flow.wait', config: { signal: 'go' } },
      set('late', { at: '{{ now }}' }),
    ];
    const { run } = await dryRun(nodes, inRow('start', 'sleep', 'signal', 'late'));
    expect(run.output('late')).toEqual({ at: '2026-11-23T10:00:00.000Z' });
    expect(run.elapsedMs).toBe(3 * 86_400_000);
  });

  it('goes through maps and loops, and answers single items by path', async () => {
    const nodes: Node[] = [
      {
        id: 'each',
        kind: 'flow.map',
        config: { items: '{{ input.items }}', result: '{{ steps.ok.output.decision + item }}' },
      },
      { id: 'ok', kind: 'human.approval', parent: 'each', config: { title: 't', assignees: ['role:owner'] } },
      { id: 'again', kind: 'flow.loop', config: { while: '{{ index < 3 }}', maxIterations: 9 } },
      set('body', { n: '{{ index }}' }, { parent: 'again' }),
    ];
    const { run } = await dryRun(nodes, inRow('start', 'each', 'again'), {
      input: { items: ['a', 'b'] },
      answers: { 'each[1]/ok': { port: 'rejected' } },
    });
    expect(run.output('each')).toEqual(['approveda', 'rejectedb']);
    expect(run.output('again')).toMatchObject({ count: 3 });
  });

  it('uses pinned samples for what is not control flow, and says where they do not fit', async () => {
    const nodes: Node[] = [
      { id: 'call', kind: 'http.request', config: { url: 'https://example.com' } },
      set('out', { n: '{{ steps.call.output.body.n }}' }),
    ];
    const edges = inRow('start', 'call', 'out');
    const good = { status: 200, headers: {}, body: { n: 7 } };
    expect((await dryRun(nodes, edges, { samples: { call: good } })).output).toEqual({ n: 7 });
    const { run } = await dryRun(nodes, edges, { samples: { call: { body: { n: 8 } }, out: { n: 'pinned' } } });
    expect(run.notes.get('call')).toMatchObject({
      source: 'sample',
      warnings: [expect.stringContaining('output.status'), expect.any(String)],
    });
    expect(run.output('out')).toEqual({ n: 'pinned' });
  });

  it('calls other workflows through its owner', async () => {
    const nodes: Node[] = [{ id: 'sub', kind: 'flow.subworkflow', config: { workflow: 'Other', input: 1 } }];
    expect((await dryRun(nodes, inRow('start', 'sub'))).output).toBe('called');
  });

  it('goes through the example as it is', async () => {
    const { nodes, edges, inputs } = JSON.parse(
      readFileSync(join(__dirname, '../../../../../examples/support-triage/workflow.json'), 'utf8'),
    ) as Definition;
    const triggers = new Set(nodes.flatMap(({ id, kind }) => (kind.startsWith('trigger.') ? [id] : [])));
    const edgesFromStart = edges.map((edge) => (triggers.has(edge.from) ? { ...edge, from: 'start' } : edge));
    const steps = nodes.filter(({ id }) => !triggers.has(id));
    const { run } = await dryRun(steps, edgesFromStart, { input: sampleOf(inputs) });
    expect(run.state.error).toBeUndefined();
    expect(run.state.status).toBe('succeeded');
  });

  it('is bounded', async () => {
    const endless: Node[] = [
      { id: 'again', kind: 'flow.loop', config: { while: '{{ true }}', maxIterations: 10_000 } },
      set('body', { n: '{{ index }}' }, { parent: 'again' }),
    ];
    expect((await dryRun(endless, inRow('start', 'again'))).run.stoppedBy).toBe('steps');
    const big: Node[] = [set('a', { text: '{{ input.text }}' }), set('b', { text: '{{ input.text }}' })];
    const text = 'x'.repeat(60_000);
    expect((await dryRun(big, inRow('start', 'a', 'b'), { input: { text } })).run.stoppedBy).toBe('size');
    expect(
      (await dryRun(endless, inRow('start', 'again'), { limits: { ms: 0, steps: 1_000_000 } })).run.stoppedBy,
    ).toBe('time');
  });
});
