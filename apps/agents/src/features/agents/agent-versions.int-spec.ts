import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import { callsOf, ScriptedModel } from '../../testing/scripted-peers.js';
import { TaskControlService } from '../tasks/task-control.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { AgentPerformanceService } from './agent-performance.service.js';
import { AgentReportService } from './agent-report.service.js';
import { AgentVersionsService } from './agent-versions.service.js';
import { AgentsService } from './agents.service.js';

describe.each(backends)('versions of agents on %s', (backend) => {
  const ai = new ScriptedModel();
  const caller = callerAs('builder');
  const stranger = callerAs('owner');
  let bench: ServiceUnderTest;
  let agents: AgentsService;
  let versions: AgentVersionsService;
  let tasks: TasksService;
  const control = () => bench.get(TaskControlService);

  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai });
    agents = bench.get(AgentsService);
    versions = bench.get(AgentVersionsService);
    tasks = bench.get(TasksService);
  });
  afterAll(() => bench.stop());

  it('are kept, compared, and brought back as the newest', async () => {
    const { id } = await agents.create(caller, { name: 'Writer', goal: 'Write', tools: ['calculator'] });
    const endpoint = 'https://models.example/v1';
    const tools = [
      { name: 'calculator', policy: 'ask' as const, constraints: { hosts: ['a.example'] } },
      'current_time',
    ];
    await agents.update(
      caller,
      id,
      { name: 'Author', tools, limits: { maxTurns: 3 }, endpoint, model: 'm' },
      undefined,
    );
    const { items } = await versions.list(caller, id, { limit: 1 });
    expect(items).toMatchObject([{ version: 2, name: 'Author', createdBy: caller.userId, config: { tools } }]);
    expect(await versions.get(caller, id, 1)).toMatchObject({ name: 'Writer', config: { tools: ['calculator'] } });
    const { changes } = await versions.compare(caller, id, { from: 1, to: 2 });
    expect(changes).toEqual([
      { path: 'model', kind: 'changed', before: 'default', after: 'm' },
      { path: 'limits.maxTurns', kind: 'changed', before: 12, after: 3 },
      { path: 'tools.calculator.policy', kind: 'changed', before: 'allow', after: 'ask' },
      { path: 'endpoint', kind: 'added', before: null, after: endpoint },
      { path: 'tools.calculator.constraints.hosts', kind: 'added', before: null, after: ['a.example'] },
      { path: 'tools.current_time.policy', kind: 'added', before: null, after: 'allow' },
    ]);
    const back = await versions.rollBack(caller, id, 1, '"2"');
    expect(back).toMatchObject({ version: 3, name: 'Author', tools: ['calculator'], limits: { maxTurns: 12 } });
    expect(back.endpoint).toBeUndefined();
    expect((await versions.compare(caller, id, { from: 1, to: 3 })).changes).toEqual([]);
    await expect(versions.rollBack(caller, id, 1, '"2"')).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await expect(versions.rollBack(caller, id, 9, undefined)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    const clone = await versions.clone(caller, id, 'Copy');
    expect(clone).toMatchObject({ name: 'Copy', status: 'draft', version: 1, tools: ['calculator'] });
    await expect(versions.clone(caller, id, 'author')).rejects.toMatchObject({ code: 'AGENT_NAME_TAKEN' });
  });

  it('are not there for others', async () => {
    const { id } = await agents.create(caller, { name: 'Secret', goal: 'x' });
    const refused = { code: 'AGENT_NOT_FOUND' };
    await expect(versions.list(stranger, id, { limit: 1 })).rejects.toMatchObject(refused);
    await expect(versions.get(stranger, id, 1)).rejects.toMatchObject(refused);
    await expect(versions.compare(stranger, id, { from: 1, to: 1 })).rejects.toMatchObject(refused);
    await expect(versions.rollBack(stranger, id, 1, undefined)).rejects.toMatchObject(refused);
    await expect(versions.clone(stranger, id, 'Mine')).rejects.toMatchObject(refused);
    await expect(bench.get(AgentPerformanceService).of(stranger, id, {})).rejects.toMatchObject(refused);
  });

  it('are told apart by what they achieve', async () => {
    const { id } = await agents.create(caller, { name: 'Measured', goal: 'x' }, { status: 'active' });
    const run = async () => {
      const task = await tasks.start(caller, { agent: id });
      await eventually(async () => expect((await tasks.get(caller, task.id)).finishedAt).not.toBeNull());
      return task.id;
    };
    const first = await run();
    const change = { tools: ['calculator'], limits: { maxTurns: 1 } };
    await agents.update(caller, id, change, undefined);
    ai.answer = () => callsOf(['calculator', { expression: '1 + 1' }]);
    await run();
    ai.answer = () => ({ text: 'done' });
    const third = await run();
    await control().rate(caller, first, { score: 5 });
    await control().rate(caller, first, { score: 4, comment: 'good' });
    expect(await control().rate(caller, third, { score: 1 })).toMatchObject({
      rating: { score: 1, by: caller.userId },
    });
    await expect(control().rate(stranger, third, { score: 1 })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    const performance = await bench.get(AgentPerformanceService).of(caller, id, {});
    expect(performance.total).toMatchObject({ tasks: 3, succeeded: 2, failed: 1, open: 0, ratings: 2, rating: 2.5 });
    expect(performance.total.successRate).toBeCloseTo(2 / 3);
    expect(performance.total).toMatchObject({ turns: 1, inputTokens: 30, outputTokens: 15, costMicros: 21 });
    expect(performance.total.p95Ms).toBeGreaterThanOrEqual(performance.total.p50Ms!);
    expect(performance.versions).toMatchObject([
      { version: 2, tasks: 2, succeeded: 1, failed: 1, successRate: 0.5, rating: 1 },
      { version: 1, tasks: 1, succeeded: 1, failed: 0, successRate: 1, rating: 4 },
    ]);
    const span = { from: performance.from, to: new Date(Date.parse(performance.to) + 1000).toISOString() };
    const { items } = await bench.get(AgentReportService).all(caller, span);
    expect(items.find(({ agentId }) => agentId === id)).toMatchObject(performance.total);
    expect((await bench.get(AgentReportService).all(stranger, span)).items).toEqual([]);
    const future = await bench
      .get(AgentPerformanceService)
      .of(caller, id, { from: '2100-01-01T00:00:00Z', to: '2100-01-02T00:00:00Z' });
    expect(future).toMatchObject({ total: { tasks: 0, successRate: null, p50Ms: null, rating: null }, versions: [] });
  });

  it('may be begun with a configuration of an earlier release', async () => {
    const { completeConfig } = await import('./agent-config.js');
    expect(completeConfig({ goal: 'x' })).toMatchObject({
      approvals: { assignees: ['role:operator'] },
      memory: { longTerm: false },
      guardrails: {},
      webhookUrl: null,
    });
  });
});
