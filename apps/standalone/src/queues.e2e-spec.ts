import { getAgentsQueue, getCompanyQueue, getNotificationsQueue } from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';
import type { Definition } from '#libs/workflow';

/* What waits in the whole platform, for administrators: numbers, and nothing of any company. */
const waits: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'later', kind: 'flow.wait', config: { for: 'PT50M' } },
  ],
  edges: [{ from: 'start', to: 'later' }],
};

describe('queues, embedded', () => {
  let platform: ServiceProcess;
  let tenant: Tenant;
  beforeAll(async () => {
    platform = await launchEmbedded();
    tenant = await Tenant.signUp(platform.url);
  }, 120_000);
  afterAll(() => platform?.stop());

  it('tell of each service what waits and who works', async () => {
    for (const [route, service] of [
      [getCompanyQueue, 'company'],
      [getAgentsQueue, 'agents'],
      [getNotificationsQueue, 'notifications'],
    ] as const) {
      const queue = await tenant.owner.call(route, {});
      expect(queue).toMatchObject({
        service,
        hints: { transport: 'memory' },
        work: { oldestDueMs: expect.any(Number) },
      });
      expect(queue.workers).toHaveLength(1);
      expect(Date.now() - Date.parse(queue.workers[0]?.seenAt ?? '')).toBeLessThan(60_000);
    }
  });

  it('count what is to go on later, without its id', async () => {
    const before = (await tenant.owner.call(getCompanyQueue, {})).hints.counts?.delayed ?? 0;
    const run = await tenant.run(await tenant.publish('Later', waits), {});
    await eventually(async () => {
      const queue = await tenant.owner.call(getCompanyQueue, {});
      expect(queue.hints.counts?.delayed).toBe(before + 1);
      expect(JSON.stringify(queue)).not.toContain(run);
    });
  });

  it('are for administrators alone', async () => {
    const builder = await tenant.member('builder');
    await expect(builder.call(getCompanyQueue, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const admin = await tenant.member('admin');
    expect((await admin.call(getCompanyQueue, {})).service).toBe('company');
  });
});
