import { agentsRpc, aiRpc, AppError, type Caller, type CompleteResponse, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import { TasksService } from '../tasks/tasks.service.js';
import { generalAgent } from '../orchestrator/orchestrator.js';
import { AgentsService } from './agents.service.js';

type Asked = RpcIn<typeof aiRpc.complete>;

class Ai {
  readonly asked: Asked[] = [];
  @HandleRpc(aiRpc.complete) complete(_: Caller, request: Asked): CompleteResponse {
    this.asked.push(request);
    const usage = { inputTokens: 1, outputTokens: 1, costMicros: 0, model: 'm', provider: 'p', ms: 1 };
    return { text: 'done', toolCalls: [], finish: 'stop', usage };
  }
  @HandleRpc(aiRpc.models) models(_: Caller, { fits }: RpcIn<typeof aiRpc.models>) {
    const able: Record<string, boolean> = { default: true, 'test/able': true, 'test/plain': false };
    if (fits && !(fits.model in able)) throw new AppError('MODEL_NOT_FOUND');
    if (fits?.tools && !able[fits.model]) throw new AppError('MODEL_NO_TOOLS');
    return { items: [] };
  }
}

describe.each(backends)('agents for imported tasks on %s', (backend) => {
  const ai = new Ai();
  let bench: ServiceUnderTest;
  let agents: AgentsService;
  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai });
    agents = bench.get(AgentsService);
  });
  afterAll(() => bench.stop());

  type Wish = Partial<RpcIn<typeof agentsRpc.assignAgents>['wishes'][number]>;
  const ask = async (caller: Caller, ...wishes: Wish[]) => {
    const filled = wishes.map((wish, index) => ({ ref: `tasks[${index}]`, task: 'Do it', tools: [], ...wish }));
    return (await bench.rpc.call(agentsRpc.assignAgents, { wishes: filled }, { caller })).assignments;
  };

  it('are found by id, then by name, and created once when there is none', async () => {
    const caller = callerAs('builder');
    const wish = { id: 'b7e0c1d2', name: 'Analyst', model: 'test/able' };
    const [first, again] = await ask(caller, wish, wish);
    expect(first).toMatchObject({ outcome: 'created', agent: { name: 'Analyst', status: 'active' } });
    expect(again).toMatchObject({ outcome: 'matched', agent: first!.agent });
    expect(await agents.get(caller, first!.agent.id)).toMatchObject({ model: 'test/able', status: 'active' });
    await agents.update(caller, first!.agent.id, { name: 'Renamed' }, undefined);
    const [byId, byName, byOwnId] = await ask(caller, wish, { name: 'renamed ' }, { id: first!.agent.id });
    for (const found of [byId, byName, byOwnId]) expect(found!.agent.id).toBe(first!.agent.id);
    const [stranger] = await ask(callerAs('builder'), { id: first!.agent.id, name: 'Renamed' });
    expect(stranger!.outcome).toBe('created');
    expect(stranger!.agent.id).not.toBe(first!.agent.id);
  });

  it('have the tools that exist, and the default model where theirs cannot be had', async () => {
    const caller = callerAs('builder');
    const [able, plain, other] = await ask(
      caller,
      { name: 'Prüfer', model: 'test/able', tools: [{ name: 'Lookup Order' }, { id: 'u1', name: 'teleport' }] },
      { name: 'Plain', model: 'test/plain', tools: [{ name: 'calculator' }] },
      { name: 'Other', model: 'vendor/model' },
    );
    expect(able).toMatchObject({
      agent: { name: 'Prufer' },
      model: null,
      tools: [
        { wanted: 'Lookup Order', found: 'lookup_order' },
        { wanted: 'teleport', found: null },
      ],
    });
    expect((await agents.get(caller, able!.agent.id)).tools).toEqual(['lookup_order']);
    expect(plain!.model).toMatchObject({
      wanted: 'test/plain',
      taken: 'default',
      reason: expect.stringContaining('cannot call tools'),
    });
    expect(other!.model).toMatchObject({ wanted: 'vendor/model', taken: 'default' });
    const [again] = await ask(caller, { name: 'Prüfer' });
    expect(again).toMatchObject({ outcome: 'matched', agent: { id: able!.agent.id } });
  });

  it('are chosen by what the task is about, else a general one is made, once', async () => {
    const caller = callerAs('builder');
    const { id } = await agents.create(
      caller,
      { name: 'refund-desk', goal: 'Decide on refunds' },
      { status: 'active' },
    );
    await agents.create(caller, { name: 'singer', goal: 'Sing songs' });
    const [refund, song, next] = await ask(
      caller,
      { task: 'Check the refund' },
      { task: 'Sing a song' },
      { task: 'Paint' },
    );
    expect(refund).toMatchObject({ outcome: 'chosen', agent: { id }, reason: expect.stringContaining('refund') });
    expect(song).toMatchObject({ outcome: 'created', agent: { name: generalAgent.name } });
    expect(next).toMatchObject({ outcome: 'chosen', agent: song!.agent });
    expect((await agents.get(caller, song!.agent.id)).tools.length).toBeGreaterThan(0);
  });

  it('may be hundreds, each created once, also by two imports at the same time', async () => {
    const caller = callerAs('builder');
    const wishes = Array.from({ length: 200 }, (_, index) => ({
      id: `x${index}`,
      name: `Agent ${index}`,
      model: 'test/able',
    }));
    const [one, two] = await Promise.all([ask(caller, ...wishes), ask(caller, ...wishes)]);
    const ids = (all: typeof one) => all.map(({ agent }) => agent.id);
    expect(ids(two)).toEqual(ids(one));
    expect(new Set(ids(one)).size).toBe(200);
    expect((await ask(caller, ...wishes)).every(({ outcome }) => outcome === 'matched')).toBe(true);
  });

  it('ask a model elsewhere with their parameters', async () => {
    const caller = callerAs('builder');
    const elsewhere = {
      model: 'vendor/model',
      endpoint: 'https://models.example/v1',
      parameters: { temperature: 0.3 },
    };
    const [assigned] = await ask(caller, { name: 'Elsewhere', ...elsewhere });
    expect(assigned!.model).toBeNull();
    const tasks = bench.get(TasksService);
    const { id } = await tasks.start(caller, { agent: 'Elsewhere', goal: 'Go' });
    await eventually(async () => expect((await tasks.get(caller, id)).status).toBe('succeeded'));
    expect(ai.asked.at(-1)).toMatchObject({
      endpoint: elsewhere.endpoint,
      request: { model: 'vendor/model', temperature: 0.3 },
    });
    const changed = await agents.update(caller, assigned!.agent.id, { endpoint: null, model: 'default' }, undefined);
    expect(changed.endpoint).toBeUndefined();
    await expect(agents.update(caller, changed.id, { endpoint: elsewhere.endpoint }, undefined)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('says which agents and tools are there', async () => {
    const caller = callerAs('builder');
    const { id } = await agents.create(caller, { name: 'One', goal: 'x' });
    const request = { agents: [id, 'one', 'two'], tools: ['calculator', 'teleport', '__proto__'] };
    expect(await bench.rpc.call(agentsRpc.known, request, { caller })).toEqual({
      agents: [
        { ref: id, status: 'draft' },
        { ref: 'one', status: 'draft' },
      ],
      tools: ['calculator'],
    });
  });
});
