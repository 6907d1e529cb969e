import { ApiClient } from '#libs/client';
import {
  activateAgent,
  createAgent,
  getAgentsQueue,
  getTask,
  listAgentWorkers,
  runAgentByName,
  signUp,
} from '#libs/contracts';
import { eventually, launchDistributed, type DistributedPlatform, type ServiceProcess } from '#libs/testing';

/** Model calls that a process has made. */
async function turnsOf({ url }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^aaas_rpc_call_duration_seconds_count\{[^}]*method="ai\.complete"[^}]*\} (\d+)$/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

/* An agent in its own container: its tasks are worked on there and nowhere else, until it dies. */
describe('workers of certain agents', () => {
  let platform: DistributedPlatform;
  let own: ServiceProcess;
  let general: ServiceProcess;
  let api: ApiClient;
  beforeAll(async () => {
    platform = await launchDistributed({ agentWorkers: ['Lead Writer'] });
    [own, general] = [platform.agentWorkers[0]!, platform.workers.agents[0]!];
    api = new ApiClient(platform.url);
    const account = { email: 'ada@larkfield.example', password: 'four grey herons wade' };
    const { accessToken } = await api.call(signUp, { body: { ...account, name: 'Ada', companyName: 'Larkfield' } });
    api.authorize(accessToken);
    for (const name of ['lead writer', 'sorter']) {
      const { id } = await api.call(createAgent, { body: { name, goal: 'Say hello' } });
      await api.call(activateAgent, { params: { id }, body: {} });
    }
  }, 120_000);
  afterAll(() => platform?.stop());

  const start = async (name: string, count: number): Promise<string[]> => {
    const started = Array.from({ length: count }, () => api.call(runAgentByName, { params: { name }, body: {} }));
    return (await Promise.all(started)).map(({ taskId }) => taskId);
  };
  const allSucceed = async (ids: readonly string[], withinMs = 30_000): Promise<void> => {
    for (const taskId of ids)
      await eventually(
        async () => {
          expect((await api.call(getTask, { params: { taskId } })).status).toBe('succeeded');
        },
        { withinMs },
      );
  };
  const workers = () => api.call(listAgentWorkers, {});

  it('take the tasks of these agents, and leave all others', async () => {
    await allSucceed([...(await start('lead writer', 15)), ...(await start('sorter', 10))]);
    expect([await turnsOf(own), await turnsOf(general)]).toEqual([15, 10]);
  });

  it('are shown with heartbeat and capacity, and on /metrics with what waits for them', async () => {
    const { items, lines } = await workers();
    expect(items.map(({ agents, capacity, running }) => ({ agents, capacity, running }))).toEqual(
      expect.arrayContaining([
        { agents: ['lead writer'], capacity: 100, running: 0 },
        { agents: null, capacity: 100, running: 0 },
      ]),
    );
    expect(lines).toEqual([{ agent: 'lead writer', workers: 1, waiting: 0, oldestMs: 0 }]);
    for (const { seenAt } of items) expect(Date.now() - Date.parse(seenAt)).toBeLessThan(8000);
    const text = await (await fetch(`${own.url}/metrics`)).text();
    expect(text).toContain('aaas_agent_tasks_waiting{agent="Lead Writer"} 0');
    expect(await (await fetch(`${general.url}/metrics`)).text()).not.toContain('aaas_agent_tasks_waiting{');
  });

  it('are on the page of queues of every company as numbers, beside the queues in Redis', async () => {
    const queue = await api.call(getAgentsQueue, {});
    expect(queue.hints).toEqual({ transport: 'redis', counts: expect.objectContaining({ failed: 0 }) as unknown });
    expect(queue.workers.map(({ takes }) => takes).sort()).toEqual(['all', 'some']);
    expect(JSON.stringify(queue)).not.toContain('lead writer');
  });

  it('do not show a company whose agents they are not for', async () => {
    const other = new ApiClient(platform.url);
    const account = { email: 'bob@kestrel.example', password: 'nine brown owls doze' };
    const { accessToken } = await other.call(signUp, { body: { ...account, name: 'Bob', companyName: 'Kestrel' } });
    other.authorize(accessToken);
    const { items, lines } = await other.call(listAgentWorkers, {});
    expect(items.map(({ agents }) => agents)).toEqual([null]);
    expect(lines).toEqual([]);
  });

  it('hand their tasks to the others when they are killed, and get the next ones when they are back', async () => {
    await own.kill();
    const before = await turnsOf(general);
    await allSucceed(await start('lead writer', 3), 40_000);
    expect(await turnsOf(general)).toBe(before + 3);
    await own.restart();
    await eventually(async () => expect((await workers()).lines).toMatchObject([{ workers: 1 }]), { withinMs: 20_000 });
    // What others know of it is a second old at most.
    await new Promise((later) => setTimeout(later, 2000));
    await allSucceed(await start('lead writer', 5));
    expect([await turnsOf(own), await turnsOf(general)]).toEqual([5, before + 3]);
  });
});
