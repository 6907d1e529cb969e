import { agentsRpc, createTool } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { AgentsService } from '../agents/agents.service.js';
import { TaskControlService } from '../tasks/task-control.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { CustomToolsService } from '../tools/custom/custom-tools.service.js';
import { generalAgent } from './orchestrator.js';
import { doubling, OrchestratorBench } from './testing/orchestrator-bench.js';
import { ToolRequestsService } from './tool-requests.service.js';

describe.each(backends)('the orchestrator on %s', (backend) => {
  const bench = new OrchestratorBench();
  beforeAll(() => bench.start(backend));
  afterAll(() => bench.stop());
  beforeEach(() => bench.fresh());

  const codeTool = (name: string, more: { risk: 'low' | 'high'; effect: 'pure' | 'effectful' }) => {
    const body = { name, description: 'Of ours', inputSchema: { type: 'object' }, ...more };
    const definition = { kind: 'code', code: '7' };
    return bench.get(CustomToolsService).create(bench.caller, createTool.body.parse({ ...body, definition }));
  };

  it('gives a task to the agent that speaks of the same, says why, and stays with it', async () => {
    const { id } = await bench.agent('refund-desk', 'Check refunds');
    await bench.agent('Refund helper', 'Anything');
    const task = await bench.task('Check the refund', { key: 'one' });
    expect(task).toMatchObject({ agentId: id, assignment: { outcome: 'chosen', score: 3 } });
    expect(task.assignment!.reason).toContain('check, refund');
    expect(task.assignment!.others).toEqual([{ agent: 'Refund helper', score: 2 }]);
    expect((await bench.task('Check the refund', { key: 'one' })).id).toBe(task.id);
    expect((await bench.task('x', { agent: 'refund-desk' })).assignment).toBeNull();
    await expect(bench.get(TasksService).start(bench.caller, {})).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('A1: never gives it to one of another company', async () => {
    await bench.agent('refund-desk', 'Check refunds');
    bench.caller = callerAs('builder');
    const made = { agentName: generalAgent.name, assignment: { outcome: 'created' } };
    expect(await bench.task('Check the refund')).toMatchObject(made);
    expect(await bench.task('Check the refund')).toMatchObject({ assignment: { outcome: 'chosen', score: 0 } });
  });

  it('learns from how tasks ended, and from what people thought of them', async () => {
    await bench.agent('Alpha', 'Write invoices');
    await bench.agent('Beta', 'Write invoices');
    const goal = 'Write invoices for parcels';
    expect((await bench.task(goal)).agentName).toBe('Alpha');
    for (let nth = 0; nth < 2; nth++) await bench.over((await bench.task(goal, { agent: 'Beta' })).id);
    const learnt = await bench.over((await bench.task(goal)).id);
    expect(learnt.agentName).toBe('Beta');
    expect(learnt.assignment!.reason).toContain('it did well in tasks about write, invoices, parcels');
    const { items } = await bench.get(TasksService).list(bench.caller, { limit: 10 });
    for (const { id, agentName } of items)
      if (agentName === 'Beta') await bench.get(TaskControlService).rate(bench.caller, id, { score: 1 });
    expect((await bench.task(goal)).agentName).toBe('Alpha');
  });

  it('knows who is near in meaning, where a model makes vectors, and goes by words where it is gone', async () => {
    await bench.agent('Bookkeeper', 'Keeps the ledger');
    await bench.agent('Singer', 'Sings songs');
    bench.ai.meanings = { Bookkeeper: [1, 0, 0], 'tax return': [0.9, 0.1, 0], General: [0.1, 0.1, 1] };
    const task = await bench.task('Prepare the tax return');
    expect(task.agentName).toBe('Bookkeeper');
    expect(task.assignment!.reason).toBe('Its description is near to the task in meaning');
    bench.ai.meanings = undefined;
    expect((await bench.task('Do a tax declaration')).agentName).toBe(generalAgent.name);
  });

  it('lends tools that fit for this task, and leaves the agent as it is', async () => {
    await bench.agent('Parcels', 'Handles parcels', { tools: ['calculator'] });
    await codeTool('weigh_parcels', { risk: 'low', effect: 'pure' });
    await codeTool('sink_parcels', { risk: 'high', effect: 'effectful' });
    const told: string[][] = [];
    bench.ai.work = ({ request }) => {
      told.push(request.tools!.map(({ name }) => name));
      return request.messages.some(({ role }) => role === 'tool')
        ? { text: 'weighed' }
        : { finish: 'tools', toolCalls: [{ id: 'c', name: 'weigh_parcels', input: {} }] };
    };
    const task = await bench.task('Weigh the parcels and sink the parcels');
    expect(task.assignment!.lent).toEqual([
      { tool: 'sink_parcels', policy: 'ask' },
      { tool: 'weigh_parcels', policy: 'allow' },
      { tool: 'request_tool', policy: 'allow' },
    ]);
    expect(task.assignment!.reason).toContain('for this task it also has sink_parcels, weigh_parcels');
    expect(await bench.over(task.id)).toMatchObject({ status: 'succeeded', answer: 'weighed' });
    expect(told[0]).toEqual(['calculator', 'sink_parcels', 'weigh_parcels', 'request_tool']);
    expect((await bench.get(AgentsService).byName(bench.caller, 'Parcels')).tools).toEqual(['calculator']);
  });

  it('A12: a lent tool that could do harm is called only when people say so', async () => {
    await bench.agent('Parcels', 'Handles parcels', { tools: ['calculator'] });
    await codeTool('sink_parcels', { risk: 'high', effect: 'effectful' });
    bench.ai.work = ({ request }) =>
      request.messages.some(({ role }) => role === 'tool')
        ? { text: 'sunk' }
        : { finish: 'tools', toolCalls: [{ id: 'c', name: 'sink_parcels', input: {} }] };
    const { id } = await bench.task('Sink the parcels');
    await eventually(() => expect(bench.people.questions).toHaveLength(1));
    await eventually(async () =>
      expect(await bench.get(TasksService).get(bench.caller, id)).toMatchObject({ status: 'waiting', answer: null }),
    );
    await bench.get(TasksService).cancel(bench.caller, id);
  });

  it('lets an agent at work ask for tools: what is found it uses, what is proposed it goes on without', async () => {
    await bench.lets('agents');
    await bench.agent('Parcels', 'Handles parcels', { tools: ['calculator'] });
    bench.ai.written = [doubling];
    const ask = (name: string, purpose: string) => ({ id: name, name: 'request_tool', input: { name, purpose } });
    const told: string[][] = [];
    bench.ai.work = ({ request }) => {
      told.push(request.tools!.map(({ name }) => name));
      const turns = request.messages.filter(({ role }) => role === 'assistant').length;
      if (turns === 1) return { finish: 'tools', toolCalls: [{ id: 't', name: 'current_time', input: {} }] };
      if (turns > 1) return { text: 'told' };
      const wishes = [ask('current time', 'The current time'), ask('double it', 'Given n, gives back its double')];
      return { finish: 'tools', toolCalls: wishes };
    };
    const { id } = await bench.task('Count the parcels');
    expect(await bench.over(id)).toMatchObject({ status: 'succeeded', answer: 'told' });
    expect(told[0]).not.toContain('current_time');
    expect(told[1]).toContain('current_time');
    expect(told[1]).not.toContain('double_it');
    const { items } = await bench.get(TasksService).transcript(bench.caller, id, { limit: 50 });
    const answers = items.filter(({ tool }) => tool === 'request_tool').map(({ output }) => output);
    expect(answers).toMatchObject([
      { output: { status: 'found', tool: 'current_time', policy: 'allow' } },
      { output: { status: 'proposed', tool: null, message: expect.stringContaining('a person has to approve it') } },
    ]);
    const { items: requests } = await bench.get(ToolRequestsService).list(bench.caller, { limit: 5, taskId: id });
    expect(requests.map(({ requestedBy }) => requestedBy)).toEqual([null, null]);
  });

  it('looks for the missing tools of a document, and gives them to the agent that was made for it', async () => {
    await bench.lets('people');
    bench.ai.written = [doubling];
    const wishes = [{ ref: 'tasks[0]', task: 'Double all amounts', name: 'Doubler', tools: [{ name: 'Twice' }] }];
    const ask = () => bench.rpc.call(agentsRpc.assignAgents, { wishes }, { caller: bench.caller });
    const [assigned] = (await ask()).assignments;
    const { agent, tools } = assigned!;
    expect(tools).toEqual([{ wanted: 'Twice', found: null, request: expect.stringMatching(/^trq_/) }]);
    await eventually(async () => {
      const request = await bench.get(ToolRequestsService).get(bench.caller, tools[0]!.request!);
      expect(request).toMatchObject({ status: 'proposed', agentId: agent.id });
    });
    expect((await bench.get(AgentsService).get(bench.caller, agent.id)).tools).toEqual(['double_it']);
    expect((await bench.get(CustomToolsService).require(bench.caller.companyId, 'double_it')).approvedHash).toBeNull();
    expect((await ask()).assignments[0]!.outcome).toBe('matched');
  });
});
