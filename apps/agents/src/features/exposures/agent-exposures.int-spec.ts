import { randomUUID } from 'node:crypto';
import { aiRpc, exposureRpc, newId, type AiUsage, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { agentsService } from '../../app.module.js';
import { A2aTasks } from '../a2a/a2a-tasks.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { AgentWork } from '../mcp/agent-work.js';
import { OfferedWork } from '../mcp/offered-work.js';
import { AgentExposures } from './agent-exposures.service.js';

const usage: AiUsage = { inputTokens: 1, outputTokens: 1, costMicros: 1, model: 'm', provider: 'p', ms: 1 };

/** Repeats what it is asked. */
class Ai {
  readonly asked: RpcIn<typeof aiRpc.complete>[] = [];
  @HandleRpc(aiRpc.complete) complete(_: Caller, request: RpcIn<typeof aiRpc.complete>) {
    this.asked.push(request);
    return { text: `answer ${this.asked.length}`, toolCalls: [], finish: 'stop' as const, usage };
  }
  @HandleRpc(aiRpc.models) models() {
    return { items: [] };
  }
}

class Company {
  readonly tool = {
    id: newId('workflow'),
    tool: 'workflow_x',
    title: 'X',
    description: 'x',
    inputs: { type: 'array' },
  };
  readonly started: RpcIn<typeof exposureRpc.startExposed>[] = [];
  @HandleRpc(exposureRpc.exposedWorkflows) exposedWorkflows() {
    return { items: [this.tool] };
  }
  @HandleRpc(exposureRpc.startExposed) startExposed(_: Caller, request: RpcIn<typeof exposureRpc.startExposed>) {
    this.started.push(request);
    return { runId: newId('run') };
  }
}

describe.each(backends)('agents for programs outside, on %s', (backend) => {
  const ai = new Ai();
  const company = new Company();
  let bench: ServiceUnderTest;
  let exposures: AgentExposures;
  let caller: ReturnType<typeof callerAs>;

  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai, company });
    exposures = bench.get(AgentExposures);
  });
  afterAll(() => bench.stop());
  beforeEach(() => {
    caller = callerAs('builder');
    ai.asked.length = 0;
  });

  const active = async (name: string) => {
    const agents = bench.get(AgentsService);
    const { id } = await agents.create(caller, { name, goal: `The goal of ${name}` });
    await agents.setStatus(caller, id, 'active');
    return id;
  };
  const offered = async (by: 'mcp' | 'a2a') => (await exposures.offered(caller.companyId, by)).map(({ tool }) => tool);

  it('are active ones that opted in, each by the protocol it opted in to', async () => {
    const [one, other] = [await active('One'), await active('Other')];
    await exposures.set(caller, one, { mcp: true, a2a: false });
    await exposures.set(caller, other, { mcp: false, a2a: true });
    expect([await offered('mcp'), await offered('a2a')]).toEqual([['agent_one'], ['agent_other']]);
    await expect(exposures.requireOffered(caller.companyId, one, 'a2a')).rejects.toMatchObject({
      code: 'AGENT_NOT_FOUND',
    });
    await bench.get(AgentsService).setStatus(caller, one, 'retired');
    expect(await offered('mcp')).toEqual([]);
    await expect(exposures.requireOffered(caller.companyId, one, 'mcp')).rejects.toMatchObject({
      code: 'AGENT_NOT_FOUND',
    });
  });

  it('keep the name of their tool, one each', async () => {
    const [one, other] = [await active('Lead Gen'), await active('lead-gen')];
    expect((await exposures.set(caller, one, { mcp: true, a2a: false })).tool).toBe('agent_lead_gen');
    expect((await exposures.set(caller, other, { mcp: true, a2a: false })).tool).toBe('agent_lead_gen_2');
    await bench.get(AgentsService).update(caller, one, { name: 'Renamed' }, undefined);
    expect((await exposures.set(caller, one, { mcp: true, a2a: true })).tool).toBe('agent_lead_gen');
    await expect(exposures.set(caller, other, { mcp: true, a2a: false, tool: 'lead_gen' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('are listed with their own names, those that were taken back too, and page by page', async () => {
    const [one, other] = [await active('Listed'), await active('Taken back')];
    await exposures.set(caller, one, { mcp: true, a2a: true, description: 'Does it' });
    await exposures.set(caller, other, { mcp: true, a2a: false });
    await exposures.set(caller, other, { mcp: false, a2a: false });
    await bench.get(AgentsService).setStatus(caller, other, 'retired');
    const { items, nextCursor } = await exposures.list(caller, { limit: 50 });
    expect(items.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { agentId: one, mcp: true, a2a: true, tool: 'agent_listed', description: 'Does it', name: 'Listed', ready: true },
      {
        agentId: other,
        mcp: false,
        a2a: false,
        tool: 'agent_taken_back',
        description: '',
        name: 'Taken back',
        ready: false,
      },
    ]);
    expect(nextCursor).toBeNull();
    const first = await exposures.list(caller, { limit: 1 });
    const second = await exposures.list(caller, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(new Set([...first.items, ...second.items].map(({ agentId }) => agentId))).toEqual(new Set([one, other]));
    expect((await exposures.list(callerAs('owner'), { limit: 50 })).items).toEqual([]);
  });

  it('are of one company', async () => {
    const id = await active('Mine');
    await exposures.set(caller, id, { mcp: true, a2a: true });
    const stranger = callerAs('owner');
    const missing = { code: 'AGENT_NOT_FOUND' };
    await expect(exposures.get(stranger, id)).rejects.toMatchObject(missing);
    await expect(exposures.set(stranger, id, { mcp: true, a2a: true })).rejects.toMatchObject(missing);
    await expect(exposures.requireOffered(stranger.companyId, id, 'a2a')).rejects.toMatchObject(missing);
    const work = bench.get(AgentWork);
    const task = await work.start(caller, 'agent_mine', { task: 'go' }, randomUUID());
    await expect(work.progress(stranger, task, 0, 0)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await expect(work.cancel(stranger, task)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await expect(work.start(stranger, 'agent_mine', { task: 'go' }, randomUUID())).rejects.toMatchObject({
      code: 'TOOL_NOT_FOUND',
    });
  });

  it('are shown and called as far as role and key allow', async () => {
    await exposures.set(caller, await active('Able'), { mcp: true, a2a: false });
    const work = bench.get(OfferedWork);
    const names = async (who: Caller) => (await work.tools(who)).map(({ name }) => name);
    expect(await names(caller)).toEqual(['agent_able', 'workflow_x']);
    expect(await names({ ...caller, scopes: ['mcp:use', 'agents:run'] })).toEqual(['agent_able']);
    expect(await names({ ...caller, role: 'viewer' })).toEqual([]);
    const limited: Caller = { ...caller, scopes: ['mcp:use', 'agents:run'] };
    await expect(work.ofTool(limited, 'workflow_x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(() => work.ofWork(limited, newId('run'), 'cancel')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }) as Error,
    );
    expect(() => work.ofWork(limited, 'other_1', 'read')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }) as Error,
    );
  });

  it('hand a workflow that takes no object its input under that name', async () => {
    const work = bench.get(OfferedWork);
    const tool = (await work.tools(caller)).find(({ name }) => name === 'workflow_x')!;
    expect(tool.inputSchema).toEqual({ type: 'object', properties: { input: { type: 'array' } }, required: ['input'] });
    await (await work.ofTool(caller, 'workflow_x')).start(caller, 'workflow_x', { input: [1, 2] }, 'k');
    expect(company.started.at(-1)).toMatchObject({ workflowId: company.tool.id, input: [1, 2] });
  });

  it('take one message once by A2A, also when it comes twice at the same time', async () => {
    const id = await active('Echo');
    await exposures.set(caller, id, { mcp: false, a2a: true });
    const agent = await exposures.requireOffered(caller.companyId, id, 'a2a');
    const tasks = bench.get(A2aTasks);
    const asked = { messageId: randomUUID(), contextId: undefined, text: 'hello', data: [{ a: 1 }] };
    const twins = await Promise.all([tasks.start(caller, agent, asked), tasks.start(caller, agent, asked)]);
    expect(new Set(twins.map(({ row }) => row.id)).size).toBe(1);
    expect(new Set(twins.map(({ row }) => row.contextId)).size).toBe(1);
    const known = await tasks.wait(caller, twins[0], 0, 10_000);
    expect(known.task).toMatchObject({ status: 'succeeded', answer: 'answer 1', input: { data: [{ a: 1 }] } });
    const { contextId } = known.row;
    const next = await tasks.start(caller, agent, { ...asked, messageId: randomUUID(), contextId, data: [] });
    expect((await tasks.wait(caller, next, 0, 10_000)).task.input).toEqual({
      previous: [{ asked: 'hello', answered: 'answer 1' }],
    });
    await expect(tasks.get(callerAs('owner'), id, known.row.id)).rejects.toThrow(/no task/);
    await expect(tasks.get(caller, newId('agent'), known.row.id)).rejects.toThrow(/no task/);
  });
});
