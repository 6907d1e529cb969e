import { newId, type Task } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { AgentReplies } from './agent-replies.js';
import { RunsService } from './runs.service.js';

describe.each(backends)('what agents cost a run on %s', (backend) => {
  let bench: CompanyBench;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
  });
  afterAll(() => bench.stop());

  it('counts a task that failed, in the run, its step and its row', async () => {
    const runId = await bench.run(
      await bench.publish(row({ id: 'ask', kind: 'agent.task', config: { agent: 'A', goal: 'Too much' } })),
    );
    const [given] = await bench.started(1);
    const at = new Date().toISOString();
    const usage = { inputTokens: 900, outputTokens: 100, costMicros: 1500 };
    const ended: Task = {
      ...{ id: newId('task'), agentId: newId('agent'), agentName: 'A', agentVersion: 1, status: 'failed' as const },
      ...{ goal: 'Too much', input: null, answer: null, data: null, turns: 3, usage, childUsage: usage },
      ...{ error: { code: 'AGENT_LIMIT_REACHED', message: 'It may cost no more', limit: 'cost' as const } },
      ...{
        runId: null,
        parentTaskId: null,
        conversationId: null,
        assignment: null,
        stepPath: null,
        handedOff: null,
        rating: null,
      },
      ...{ createdAt: at, finishedAt: at },
    };
    bench.agents.results.set(given!.key, ended);
    const runs = bench.get(RunsService);
    const run = () => runs.get(bench.owner.caller, runId);
    await eventually(async () => expect((await run()).status).toBe('waiting'));
    const message = await bench
      .get(AgentReplies)
      .ask({ companyId: bench.companyId }, given!.key, given!.stepPath!, given!.attempt!);
    await bench.durable.send(runId, message!);
    await eventually(async () => expect((await run()).status).toBe('failed'));
    expect((await run()).usage).toEqual(usage);
    const { items } = await runs.list(bench.owner.caller, { limit: 10 });
    expect(items.find(({ id }) => id === runId)?.usage).toEqual(usage);
  });
});
