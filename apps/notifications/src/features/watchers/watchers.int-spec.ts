import {
  companyRpc,
  newId,
  watcherConfig,
  type Caller,
  type EventEnvelope,
  type Member,
  type RpcIn,
  type Watcher,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer, MailPeer } from '#libs/testing';
import type { z } from 'zod';
import { notificationsService } from '../../app.module.js';
import { ChannelsService } from '../channels/channels.service.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { QueueWatch } from './queue-watch.js';
import { AiWatchers, CompanyWatchers } from './watcher-consumers.js';
import { WatchersService } from './watchers.service.js';

const ann: Member = {
  id: newId('member'),
  userId: newId('user'),
  name: 'Ann',
  email: 'ann@larkfield.example',
  role: 'admin',
  createdAt: new Date(0).toISOString(),
  deactivatedAt: null,
};

/** Knows Ann, who is an administrator, and how old the queue is. */
class Company {
  oldestMs = 0;
  away = false;

  @HandleRpc(companyRpc.resolveRecipients) resolve(
    _: Caller | undefined,
    { recipients }: RpcIn<typeof companyRpc.resolveRecipients>,
  ) {
    const isAnn = (name: string) => name === 'role:admin' || name === ann.email || name === `user:${ann.userId}`;
    return {
      members: recipients.some(isAnn) ? [ann] : [],
      unknown: recipients.filter((name) => !isAnn(name)),
    };
  }

  @HandleRpc(companyRpc.queueAge) queueAge() {
    return { oldestMs: this.oldestMs };
  }
}

describe.each(backends)('watchers on %s', (backend) => {
  const company = new Company();
  let bench: ServiceUnderTest;
  let watchers: WatchersService;
  let mail: MailPeer;
  let http: HttpPeer;
  let position = 0;

  beforeAll(async () => {
    [mail, http] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company },
      { AAAS_EGRESS_ALLOW: '127.0.0.1,::1,localhost', SMTP_URL: mail.url, AAAS_PUBLIC_URL: 'https://aaas.example/' },
    );
    watchers = bench.get(WatchersService);
  });
  afterAll(async () => {
    await bench.stop();
    delete process.env['SMTP_URL'];
    delete process.env['AAAS_PUBLIC_URL'];
    await Promise.all([mail.stop(), http.stop()]);
  });
  beforeEach(() => {
    mail.mails.splice(0);
    http.posts.splice(0);
  });

  const create = (caller: Caller, given: z.input<typeof watcherConfig>) =>
    watchers.create(caller, watcherConfig.parse(given));
  const runFailed = (companyId: string, workflowName: string, id = newId('message')): EventEnvelope => ({
    ...{
      id,
      type: 'run.failed.v1',
      producer: 'company',
      position: ++position,
      companyId,
      at: new Date().toISOString(),
    },
    data: {
      ...{ runId: newId('run'), workflowId: newId('workflow'), workflowName, version: 1 },
      error: { code: 'STEP_FAILED', message: 'No such order' },
    },
  });
  /** As the loop of the consumer does it. */
  const happens = async (event: EventEnvelope) => {
    const consumer = bench.get<CompanyWatchers | AiWatchers>(event.producer === 'ai' ? AiWatchers : CompanyWatchers);
    if (!(await consumer.concerns(event))) return false;
    await bench.get<Database>(Database).transaction((tx) => consumer.handle(tx, event));
    return true;
  };
  const toldAnn = (companyId: string, count: number) =>
    eventually(async () => {
      const { items } = await bench
        .get(MessagesService)
        .list({ ...callerAs('viewer', companyId), userId: ann.userId }, { limit: 20 });
      expect(items).toHaveLength(count);
      return items;
    });
  const shown = async (caller: Caller, id: string): Promise<Watcher> =>
    (await watchers.list(caller, { limit: 50 })).items.find((each) => each.id === id)!;

  it('tell people in the app and by mail, rooms and webhooks, each once', async () => {
    const caller = callerAs('builder');
    const channels = bench.get(ChannelsService);
    const hook = await channels.create(caller, { kind: 'webhook', name: 'Hook', url: `${http.url}/hook` });
    const room = await channels.create(caller, { kind: 'slack', name: 'Room', webhookUrl: `${http.url}/slack` });
    const made = await create(caller, {
      ...{ name: 'Failures', on: 'run.failed', to: ['role:admin'], by: ['in_app', 'email'] },
      channelIds: [hook.id, room.id],
    });
    expect(made).toMatchObject({ enabled: true, firedCount: 0, lastFiredAt: null, filter: null });
    const event = runFailed(caller.companyId, 'Refunds');
    expect(await happens(event)).toBe(true);
    const { runId } = event.data as { runId: string };
    const [message] = await toldAnn(caller.companyId, 1);
    expect(message).toMatchObject({ title: '"Refunds" failed', text: 'No such order', link: `/runs/${runId}` });
    await eventually(() => expect([mail.mails.length, http.posts.length]).toEqual([1, 2]));
    expect(mail.mails[0]).toMatchObject({ to: [ann.email], subject: expect.stringContaining('Refunds') });
    const posted = (path: string) => http.posts.find((post) => post.path === path)!.body;
    expect(posted('/hook')).toEqual({
      type: 'run.failed',
      timestamp: event.at,
      data: { ...(event.data as object), watcher: { id: made.id, name: 'Failures' }, heldBack: 0 },
    });
    expect(posted('/slack')).toMatchObject({
      text: `"Refunds" failed\nNo such order\n\nhttps://aaas.example/runs/${runId}`,
    });
    await eventually(async () =>
      expect(await shown(caller, made.id)).toMatchObject({
        firedCount: 1,
        lastFiredAt: expect.any(String),
        lastError: null,
      }),
    );
  });

  it('fire only if their condition holds, are on, and are of the company', async () => {
    const caller = callerAs('builder');
    const made = await create(caller, {
      ...{ name: 'Refunds', on: 'run.failed', to: ['role:admin'] },
      filter: 'event.data.workflowName == "Refunds"',
    });
    await happens(runFailed(caller.companyId, 'Leads'));
    expect(await happens(runFailed(newId('company'), 'Refunds'))).toBe(false);
    await happens(runFailed(caller.companyId, 'Refunds'));
    await toldAnn(caller.companyId, 1);
    await watchers.update(caller, made.id, { enabled: false });
    expect(await happens(runFailed(caller.companyId, 'Refunds'))).toBe(false);
    await watchers.update(caller, made.id, { enabled: true, filter: 'event.data.nothing.here == 1' });
    await happens(runFailed(caller.companyId, 'Refunds'));
    expect(await shown(caller, made.id)).toMatchObject({
      firedCount: 1,
      lastError: expect.stringContaining('condition'),
    });
    await toldAnn(caller.companyId, 1);
  });

  it('hold back what their throttle says, and say afterwards how much that was', async () => {
    const caller = callerAs('builder');
    const given = { name: 'Calm', on: 'run.failed' as const, to: ['role:admin'], throttleMs: 3_600_000 };
    const { id } = await create(caller, given);
    for (let each = 0; each < 4; each++) await happens(runFailed(caller.companyId, `W${each}`));
    expect(await shown(caller, id)).toMatchObject({ firedCount: 1, heldBack: 3 });
    await toldAnn(caller.companyId, 1);
    await watchers.update(caller, id, { throttleMs: 0 });
    await happens(runFailed(caller.companyId, 'Last'));
    const messages = await toldAnn(caller.companyId, 2);
    expect(messages.map(({ text }) => text).find((text) => text.includes('held back'))).toMatch(/3 more since .* UTC/);
    expect(await shown(caller, id)).toMatchObject({ firedCount: 2, heldBack: 0 });
  });

  it('of one event tell a person once, however many there are and however often it is told', async () => {
    const caller = callerAs('builder');
    await create(caller, { name: 'One', on: 'run.failed', to: ['role:admin'] });
    await create(caller, { name: 'Two', on: 'run.failed', to: [ann.email] });
    const event = runFailed(caller.companyId, 'Refunds');
    await happens(event);
    await happens(event);
    await happens(runFailed(caller.companyId, 'Refunds'));
    await eventually(async () => {
      const { items } = await watchers.list(caller, { limit: 10 });
      expect(items.map(({ firedCount }) => firedCount)).toEqual([3, 3]);
    });
    await toldAnn(caller.companyId, 2);
  });

  it('hear of budgets', async () => {
    const caller = callerAs('builder');
    await create(caller, { name: 'Money', on: 'budget.warned', to: ['role:admin'] });
    const data = {
      ...{ budgetId: newId('budget'), name: 'Support', scope: 'company', scopeId: null, runId: null, action: 'stop' },
      ...{ spentMicros: 8_000_000, limitMicros: 10_000_000, resetsAt: null },
    };
    const at = new Date().toISOString();
    const { companyId } = caller;
    await happens({
      id: newId('message'),
      type: 'budget.warned.v1',
      producer: 'ai',
      position: ++position,
      companyId,
      at,
      data,
    });
    expect((await toldAnn(caller.companyId, 1))[0]).toMatchObject({ text: '$8.00 of $10.00 are spent.' });
  });

  it('look at the age of the queue, and tell once until it was younger again', async () => {
    const caller = callerAs('builder');
    const { id } = await create(caller, { name: 'Queue', on: 'queue.aged', to: ['role:admin'], olderThanMs: 60_000 });
    const queue = bench.get(QueueWatch);
    for (const oldestMs of [10, 90_000, 120_000, 10, 61_000]) {
      company.oldestMs = oldestMs;
      await queue.look();
    }
    expect(await shown(caller, id)).toMatchObject({ firedCount: 2 });
    const messages = await toldAnn(caller.companyId, 2);
    expect(messages.map(({ text }) => text).sort()).toEqual(
      [
        'The oldest has waited for 90 seconds; at most 60 seconds were asked for.',
        'The oldest has waited for 61 seconds; at most 60 seconds were asked for.',
      ].sort(),
    );
  });

  it('tell of deliveries that failed, and not of their own', async () => {
    const caller = callerAs('builder');
    const gone = await bench
      .get(ChannelsService)
      .create(caller, { kind: 'webhook', name: 'Refusing', url: `${http.url}/refused` });
    http.answer = ({ path }) => (path === '/refused' ? { status: 400 } : {});
    const { id } = await create(caller, {
      ...{ name: 'Lost', on: 'delivery.failed', to: ['role:admin'], channelIds: [gone.id] },
    });
    const message = { channel: 'webhook' as const, to: [], text: 'Look', url: `${http.url}/refused` };
    await bench.get(DeliveriesService).send(caller, { ...message, key: newId('message') });
    await toldAnn(caller.companyId, 1);
    // Its own webhook was refused as well: nothing more comes of that.
    await eventually(async () => {
      const { items } = await bench.get(DeliveriesService).list(caller, { limit: 10, status: 'failed' });
      expect(items).toHaveLength(2);
    });
    // A later event of the same stream shows that the earlier one was passed over.
    await bench.get(DeliveriesService).send(caller, { ...message, key: newId('message') });
    await toldAnn(caller.companyId, 2);
    expect(await shown(caller, id)).toMatchObject({ firedCount: 2 });
    http.answer = () => ({});
  });

  it('tell on a test those whom they tell, and what is wrong with that', async () => {
    const caller = callerAs('builder');
    const { id } = await create(caller, { name: 'Try', on: 'approval.waiting', to: ['role:admin', 'role:owner'] });
    const { deliveryIds, problems } = await watchers.try(caller, id);
    expect(deliveryIds).toHaveLength(1);
    expect(problems).toEqual(['Nobody answers to role:owner']);
    expect((await toldAnn(caller.companyId, 1))[0]).toMatchObject({ title: 'Somebody has to decide' });
    expect(await shown(caller, id)).toMatchObject({ firedCount: 0 });
  });

  it('whoever cannot be told does not keep the others from it, and stands in the list', async () => {
    const caller = callerAs('builder');
    const hook = await bench
      .get(ChannelsService)
      .create(caller, { kind: 'webhook', name: 'Hook', url: `${http.url}/hook` });
    const { id } = await create(caller, {
      ...{ name: 'Half', on: 'run.failed', to: ['role:owner'], channelIds: [hook.id] },
    });
    await happens(runFailed(caller.companyId, 'Refunds'));
    await eventually(() => expect(http.posts).toHaveLength(1));
    await eventually(async () =>
      expect(await shown(caller, id)).toMatchObject({ lastError: 'Nobody answers to role:owner' }),
    );
  });

  it('name what is wrong with them, and are nobody else’s', async () => {
    const caller = callerAs('builder');
    const wrong = (given: object) =>
      create(caller, { name: 'Wrong', on: 'run.failed', to: ['role:admin'], ...given } as never);
    const issue = (path: string) => ({
      code: 'VALIDATION_FAILED',
      details: { issues: [expect.objectContaining({ path })] },
    });
    await expect(wrong({ filter: 'run.id == 1' })).rejects.toMatchObject(issue('filter'));
    await expect(wrong({ filter: 'event.data ==' })).rejects.toMatchObject(issue('filter'));
    await expect(wrong({ to: ['everybody'] })).rejects.toMatchObject(issue('to.0'));
    await expect(wrong({ channelIds: [newId('channel')] })).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    const post = await bench
      .get(ChannelsService)
      .create(caller, { kind: 'email', name: 'Mail', smtpUrl: mail.url, from: 'a@larkfield.example' });
    await expect(wrong({ channelIds: [post.id] })).rejects.toMatchObject(issue('channelIds.0'));
    const foreign = await bench
      .get(ChannelsService)
      .create(callerAs('admin'), { kind: 'webhook', name: 'Foreign', url: `${http.url}/foreign` });
    await expect(wrong({ channelIds: [foreign.id] })).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    const { id } = await create(caller, { name: 'Own', on: 'run.failed', to: ['role:admin'] });
    await expect(watchers.update(caller, id, { to: [] })).rejects.toMatchObject(issue('to'));
    const other = callerAs('owner');
    for (const act of [
      () => watchers.update(other, id, { enabled: false }),
      () => watchers.delete(other, id),
      () => watchers.try(other, id),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'WATCHER_NOT_FOUND' });
    await watchers.delete(caller, id);
    expect(await shown(caller, id)).toBeUndefined();
  });
});
