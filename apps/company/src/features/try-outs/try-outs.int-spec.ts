import { newId } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { StepsService } from '../runs/steps.service.js';
import { SamplesService } from '../samples/samples.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { DryRunsService } from './dry-runs.service.js';
import { StepTestsService, type StepTestRequest } from './step-tests.service.js';

const page = { limit: 50 };
const mail = (text = '{{ steps.make.output.n }}') => ({
  id: 'mail',
  kind: 'notify.email',
  config: { to: ['role:owner'], subject: 's', text },
});
const make = { id: 'make', kind: 'data.set', config: { values: { n: '{{ input.n }}' } } };

describe.each(backends)('trying out on %s', (backend) => {
  let bench: CompanyBench;
  let samples: SamplesService;
  let dryRuns: DryRunsService;
  let tests: StepTestsService;
  let operator: Person;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    [samples, dryRuns, tests] = [bench.get(SamplesService), bench.get(DryRunsService), bench.get(StepTestsService)];
    operator = await bench.member('operator');
  });
  afterAll(() => bench.stop());

  const draft = async (definition: Pick<Definition, 'nodes' | 'edges'>): Promise<string> => {
    const all = { name: 'Draft', definition: { schemaVersion: 1 as const, ...definition } };
    return (await bench.get(WorkflowsService).create(bench.owner.caller, all)).id;
  };
  const save = async (id: string, definition: Pick<Definition, 'nodes' | 'edges'>) => {
    const workflows = bench.get(WorkflowsService);
    await workflows.saveDraft(bench.owner.caller, id, { schemaVersion: 1, ...definition }, '*');
  };
  const test = (id: string, node: string, request: Partial<StepTestRequest> = {}, key?: string, who = bench.owner) =>
    tests.test(who.caller, id, node, { index: 0, useSamples: true, effects: 'stub', ...request }, key);
  const counts = async () => {
    const tables = ['runs', 'durable_runs', 'inbox_items', 'outbox', 'artifacts'];
    const rows = await Promise.all(
      tables.map((table) => bench.db.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)),
    );
    return rows.map(([each]) => Number(each?.n));
  };
  const stranger = () => ({ ...bench.owner.caller, companyId: newId('company') });

  it('a dry run of a draft writes nothing and calls nobody', async () => {
    const id = await draft(
      row(
        make,
        { id: 'ask', kind: 'human.approval', config: { title: 'Send?', assignees: ['role:owner'] } },
        mail('{{ string(steps.make.output.n) }}'),
        {
          id: 'file',
          kind: 'data.file',
          config: { name: 'a.json', format: 'json', content: '{{ steps.make.output }}' },
        },
        { id: 'agent', kind: 'agent.task', config: { agent: 'nobody', goal: 'x' } },
      ),
    );
    const before = await counts();
    const result = await dryRuns.run(operator.caller, id, { input: { n: 7 }, useSamples: true });
    expect(result).toMatchObject({ status: 'succeeded', error: null, stoppedBy: null, stepCount: 6 });
    expect(result.steps.map(({ path, source }) => [path, source])).toEqual([
      ['start', 'none'],
      ['make', 'run'],
      ['ask', 'stub'],
      ['mail', 'stub'],
      ['file', 'run'],
      ['agent', 'stub'],
    ]);
    expect(await counts()).toEqual(before);
    expect([bench.notifications.sent.length, bench.agents.started.length]).toEqual([0, 0]);
    await expect(dryRuns.run(stranger(), id, { useSamples: true })).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
    });
    await expect(
      dryRuns.run(operator.caller, id, { useSamples: true, answers: { ask: { port: 'maybe' } } }),
    ).rejects.toMatchObject({ details: { issues: [{ path: 'answers.ask.port' }] } });
    await expect(dryRuns.run(operator.caller, id, { useSamples: true, answers: { gone: {} } })).rejects.toMatchObject({
      details: { issues: [{ path: 'answers.gone' }] },
    });
  });

  it('A12: only what is stored is tried out, and a draft with errors is not', async () => {
    const broken = await draft(row({ id: 'x', kind: 'data.set', config: { values: '{{ nothing' } }));
    await expect(dryRuns.run(bench.owner.caller, broken, { useSamples: true })).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      details: { problems: [expect.objectContaining({ node: 'x' })] },
    });
    expect(await test(broken, 'x')).toMatchObject({ status: 'failed', config: null });
    const id = await bench.publish(row(make));
    await save(id, row({ ...make, config: { values: { n: 'draft' } } }));
    expect(await dryRuns.run(bench.owner.caller, id, { input: { n: 1 }, useSamples: true })).toMatchObject({
      output: { n: 'draft' },
    });
    expect(await dryRuns.run(bench.owner.caller, id, { version: 1, input: { n: 1 }, useSamples: true })).toMatchObject({
      output: { n: 1 },
    });
    await expect(dryRuns.run(bench.owner.caller, id, { version: 9, useSamples: true })).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
  });

  it('a dry run goes into the workflows that are called', async () => {
    const child = await bench.publish(
      row({ id: 'twice', kind: 'data.transform', config: { value: '{{ input.n * 2 }}' } }),
      'Twice',
    );
    const id = await draft(
      row({ id: 'sub', kind: 'flow.subworkflow', config: { workflow: child, input: { n: '{{ input.n }}' } } }),
    );
    expect(await dryRuns.run(bench.owner.caller, id, { input: { n: 21 }, useSamples: true })).toMatchObject({
      output: 42,
    });
    const self = await bench.publish(
      row({ id: 'sub', kind: 'flow.subworkflow', config: { workflow: 'Endless' } }),
      'Endless',
    );
    expect(await dryRuns.run(bench.owner.caller, self, { useSamples: true })).toMatchObject({
      status: 'failed',
      error: { code: 'CHILD_FAILED' },
    });
  });

  it('a wait for another system is taken to end at once, by an address that leads nowhere', async () => {
    const id = await draft(
      row(
        { id: 'tell', kind: 'data.set', config: { values: { at: '{{ run.callbacks.back }}' } } },
        { id: 'back', kind: 'flow.wait', config: { callback: true } },
      ),
    );
    const result = await dryRuns.run(bench.owner.caller, id, { useSamples: true, answers: { back: { output: 5 } } });
    expect(result).toMatchObject({ status: 'succeeded', output: 5, simulatedMs: 0 });
    expect(result.steps[1]).toMatchObject({ output: { at: expect.stringContaining('.invalid/') as string } });
    expect(await dryRuns.run(bench.owner.caller, id, { useSamples: true })).toMatchObject({ output: null });
  });

  it('a dry run says what the real run does, where nothing acts on the outside', async () => {
    const definition: Pick<Definition, 'nodes' | 'edges'> = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input.list }}', concurrency: 2, onItemError: 'collect' } },
        { id: 'route', kind: 'flow.switch', parent: 'each', config: { value: '{{ item.sort }}', cases: ['a', 'b'] } },
        { id: 'left', kind: 'data.set', parent: 'each', config: { values: { n: '{{ item.n * 2 }}' } } },
        {
          id: 'right',
          kind: 'code.run',
          parent: 'each',
          config: { code: 'input.n + 1', input: { n: '{{ item.n }}' } },
        },
        { id: 'stop', kind: 'flow.stop', parent: 'each', config: { outcome: 'failed', message: 'of no sort' } },
        { id: 'sleep', kind: 'flow.wait', config: { for: 'PT0.05S' } },
        { id: 'twice', kind: 'flow.loop', config: { while: '{{ index < 2 }}', maxIterations: 3 } },
        { id: 'body', kind: 'data.transform', parent: 'twice', config: { value: '{{ index * 10 }}' } },
        { id: 'both', kind: 'flow.merge', config: { mode: 'all' } },
        { id: 'bad', kind: 'data.transform', config: { value: '{{ input.missing.field }}' }, onError: 'continue' },
        {
          id: 'end',
          kind: 'data.set',
          config: { values: { all: '{{ steps.both.output }}', bad: '{{ steps.bad.output }}' } },
        },
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'route', port: 'a', to: 'left' },
        { from: 'route', port: 'b', to: 'right' },
        { from: 'route', port: 'default', to: 'stop' },
        { from: 'start', to: 'sleep' },
        { from: 'sleep', to: 'twice' },
        { from: 'each', to: 'both' },
        { from: 'twice', to: 'both' },
        { from: 'both', to: 'bad' },
        { from: 'bad', to: 'end' },
      ],
    };
    const id = await bench.publish(definition);
    const sorts = ['a', 'b', 'c', 'a'];
    const input = { list: sorts.map((sort, n) => ({ sort, n })) };
    const runId = await bench.run(id, input);
    const real = await bench.finished(runId);
    const dry = await dryRuns.run(bench.owner.caller, id, { input, useSamples: true });
    expect([dry.status, dry.output]).toEqual([real.status, real.output]);
    const { items } = await bench.get(StepsService).list(bench.owner.caller, runId, { limit: 500 });
    const facts = (steps: { path: string; status: string; port: string | null; output: unknown }[]) =>
      steps.map(({ path, status, port, output }) => [path, status, port, output]);
    expect(facts(dry.steps)).toEqual(facts(items));
  });

  it('triggers tell what they would tell now', async () => {
    const id = await draft({
      nodes: [
        {
          id: 'mornings',
          kind: 'trigger.schedule',
          config: { cron: '0 7 * * *', timezone: 'Europe/Berlin', input: { n: 3 } },
        },
        { id: 'hook', kind: 'trigger.webhook', config: {} },
        { id: 'out', kind: 'data.set', config: { values: { kind: '{{ trigger.kind }}', n: '{{ input.n }}' } } },
        { id: 'slot', kind: 'data.set', config: { values: { slot: '{{ trigger.slot }}' } }, onError: 'continue' },
      ],
      edges: [
        { from: 'mornings', to: 'out' },
        { from: 'hook', to: 'out' },
        { from: 'mornings', to: 'slot' },
      ],
    });
    const asked = { useSamples: true };
    expect(await dryRuns.run(bench.owner.caller, id, asked)).toMatchObject({
      output: { out: { kind: 'trigger.schedule', n: 3 }, slot: { slot: expect.stringMatching(/Z$/) as string } },
    });
    expect(await dryRuns.run(bench.owner.caller, id, { ...asked, trigger: 'hook', input: { n: 4 } })).toMatchObject({
      output: { out: { kind: 'trigger.webhook', n: 4 } },
    });
    await expect(dryRuns.run(bench.owner.caller, id, { ...asked, trigger: 'out' })).rejects.toMatchObject({
      details: { issues: [{ path: 'trigger' }] },
    });
    expect(await test(id, 'slot')).toMatchObject({ status: 'succeeded', source: 'run' });
  });

  it('one step runs on told and pinned outputs, and says which are missing', async () => {
    const id = await draft(row(make, mail('{{ "n=" + string(steps.make.output.n) }}')));
    const missing = await test(id, 'mail');
    expect(missing).toMatchObject({ status: 'failed', error: { code: 'EXPRESSION_FAILED' } });
    expect(missing.warnings).toEqual([expect.stringContaining('steps.make')]);
    expect(await test(id, 'mail', { steps: { make: { n: 3 } } })).toMatchObject({
      ...{ status: 'succeeded', source: 'stub', port: 'next', warnings: [], config: { text: 'n=3' } },
      output: { deliveryIds: [expect.any(String)] },
    });
    await samples.pin(bench.owner.caller, id, 'make', { output: { n: 5 } });
    expect(await test(id, 'mail')).toMatchObject({ config: { text: 'n=5' } });
    expect(await test(id, 'mail', { useSamples: false })).toMatchObject({ status: 'failed' });
    expect(await test(id, 'make', { input: { n: 1 } })).toMatchObject({ source: 'run', output: { n: 1 } });
    await expect(test(id, 'gone')).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    expect(bench.notifications.sent).toHaveLength(0);
  });

  it('one step inside a map, a loop, a merge and behind an error', async () => {
    const id = await draft({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input }}' } },
        { id: 'inner', kind: 'data.transform', parent: 'each', config: { value: '{{ item + "/" + string(index) }}' } },
        { id: 'left', kind: 'data.set', config: { values: {} }, onError: 'branch' },
        { id: 'both', kind: 'flow.merge', config: { mode: 'all' } },
        { id: 'caught', kind: 'data.transform', config: { value: '{{ error.code }}' } },
        { id: 'wait', kind: 'flow.wait', config: { for: 'PT1H' } },
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'start', to: 'left' },
        { from: 'each', to: 'both' },
        { from: 'left', to: 'both' },
        { from: 'left', port: 'error', to: 'caught' },
        { from: 'both', to: 'wait' },
      ],
    });
    expect(await test(id, 'inner', { item: 'a', index: 4 })).toMatchObject({ output: 'a/4' });
    expect(await test(id, 'both', { steps: { each: [1], left: {} } })).toMatchObject({
      output: { each: [1], left: {} },
    });
    expect(await test(id, 'caught', { error: { code: 'OOPS', message: 'm' } })).toMatchObject({ output: 'OOPS' });
    expect(await test(id, 'wait')).toMatchObject({
      status: 'waiting',
      waitingFor: { until: expect.any(Number) as number },
    });
    expect(await test(id, 'each', { input: ['a', 'b'] })).toMatchObject({
      output: ['a', 'b'],
      warnings: [expect.any(String)],
    });
  });

  it('real effects are for those who may, once under the key', async () => {
    const id = await draft(row(make, mail('x')));
    await expect(test(id, 'mail', { effects: 'real' }, 'k1', operator)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await test(id, 'mail', { effects: 'real' }, 'k1')).toMatchObject({ status: 'succeeded', source: 'run' });
    await test(id, 'mail', { effects: 'real' }, 'k1');
    await test(id, 'mail', { effects: 'real' });
    const keys = bench.notifications.sent.map(({ key }) => key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(2);
    const asks = await draft(
      row({ id: 'ask', kind: 'human.approval', config: { title: 'x', assignees: ['role:owner'] } }),
    );
    await expect(test(asks, 'ask', { effects: 'real' })).rejects.toMatchObject({
      details: { issues: [{ path: 'effects' }] },
    });
  });

  it('samples are pinned, from runs as well, and survive edits', async () => {
    const id = await bench.publish(row(make, mail('x')));
    const run = await bench.finished(await bench.run(id, { n: 9 }));
    const from = { runId: run.id, path: 'make' };
    expect(await samples.pin(bench.owner.caller, id, 'make', { from })).toMatchObject({ output: { n: 9 }, from });
    await expect(samples.pin(bench.owner.caller, id, 'mail', { from })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const elsewhere = await bench.publish(row(make));
    await expect(samples.pin(bench.owner.caller, elsewhere, 'make', { from })).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
    await expect(samples.pin(bench.owner.caller, id, 'gone', { output: 1 })).rejects.toMatchObject({
      code: 'NODE_NOT_FOUND',
    });
    await expect(samples.pin(bench.owner.caller, id, 'make', { output: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    await expect(samples.pin(stranger(), id, 'make', { output: 1 })).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
    });
    const at = async () =>
      (await samples.list(bench.owner.caller, id, page)).items.map(({ node, inDraft }) => [node, inDraft]);
    await save(id, row({ ...make, id: 'built' }, mail('x')));
    expect(await at()).toEqual([['built', true]]);
    await save(id, row(mail('x')));
    expect(await at()).toEqual([['built', false]]);
    await save(id, row({ ...make, id: 'built' }, mail('x')));
    expect(await samples.get(bench.owner.caller, id, 'built')).toMatchObject({ inDraft: true, output: { n: 9 } });
    await samples.unpin(bench.owner.caller, id, 'built');
    await expect(samples.get(bench.owner.caller, id, 'built')).rejects.toMatchObject({ code: 'SAMPLE_NOT_FOUND' });
    await expect(samples.unpin(bench.owner.caller, id, 'built')).rejects.toMatchObject({ code: 'SAMPLE_NOT_FOUND' });
  });

  it('no more than a hundred samples, also for those who pin at once', async () => {
    const many = Array.from({ length: 104 }, (_, n) => ({ ...make, id: `n${n}` }));
    const id = await draft(row(...many));
    const pin = (n: number) => samples.pin(bench.owner.caller, id, `n${n}`, { output: n });
    for (let n = 0; n < 98; n++) await pin(n);
    const last = await Promise.allSettled([98, 99, 100, 101].map(pin));
    expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await pin(0);
  });
});
