import { companyRpc, newId, type Caller, type Member, type RpcIn, type SendRequest } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer, MailPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { ChannelsService } from '../channels/channels.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { DeliveriesService } from './deliveries.service.js';
import { InboxNotices } from './inbox-notices.js';

const member = (name: string): Member => ({
  id: newId('member'),
  userId: newId('user'),
  name,
  email: `${name.toLowerCase()}@larkfield.example`,
  role: 'operator',
  createdAt: new Date(0).toISOString(),
  deactivatedAt: null,
});

/** Knows Ann and Bob, by role and address. */
class Company {
  readonly people = [member('Ann'), member('Bob')];

  @HandleRpc(companyRpc.resolveRecipients) resolve(
    _: Caller | undefined,
    { recipients }: RpcIn<typeof companyRpc.resolveRecipients>,
  ) {
    const named = (recipient: string) =>
      this.people.filter(({ email }) => recipient === 'role:operator' || recipient === email);
    return {
      members: [...new Set(recipients.flatMap(named))],
      unknown: recipients.filter((recipient) => named(recipient).length === 0),
    };
  }
}

const send = (key: string, more: Partial<SendRequest> = {}): SendRequest => ({
  key,
  channel: 'in_app',
  to: ['role:operator'],
  text: 'Look',
  ...more,
});

describe.each(backends)('deliveries on %s', (backend) => {
  const company = new Company();
  let bench: ServiceUnderTest;
  let deliveries: DeliveriesService;
  let mail: MailPeer;
  let slack: HttpPeer;

  beforeAll(async () => {
    [mail, slack] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company },
      // On private addresses that the egress policy does not list.
      { SMTP_URL: mail.url, SLACK_WEBHOOK_URL: `${slack.url}/operator`, MAIL_FROM: 'AaaS <aaas@larkfield.example>' },
    );
    deliveries = bench.get(DeliveriesService);
  });
  afterAll(async () => {
    await bench.stop();
    await Promise.all([mail.stop(), slack.stop()]);
  });

  const ended = (caller: Caller, id: string) =>
    eventually(async () => {
      const delivery = await deliveries.get(caller, id);
      expect(['delivered', 'failed']).toContain(delivery.status);
      return delivery;
    });

  it('asked for again under one key are the same, and arrive once', async () => {
    const caller = callerAs('operator');
    const all = await Promise.all([1, 2, 3].map(() => deliveries.send(caller, send('k'))));
    const [first] = all;
    expect(first!.deliveryIds).toHaveLength(2);
    for (const { deliveryIds } of all) expect(deliveryIds).toEqual(first!.deliveryIds);
    for (const id of first!.deliveryIds) await ended(caller, id);
    const messages = bench.get(MessagesService);
    for (const { userId } of company.people) {
      const own = { ...caller, userId };
      const { items, unreadCount } = await messages.list(own, { limit: 10 });
      expect([items.length, unreadCount]).toEqual([1, 1]);
      await messages.read(own, items[0]!.id);
      expect((await messages.list(own, { limit: 10, unread: true })).items).toEqual([]);
    }
    expect((await deliveries.send(caller, send('other'))).deliveryIds).not.toEqual(first!.deliveryIds);
    expect((await deliveries.send(callerAs('operator'), send('k'))).deliveryIds).not.toEqual(first!.deliveryIds);
  });

  it('keep a message inside the app once, however often it is stored', async () => {
    const messages = bench.get(MessagesService);
    const caller = callerAs('viewer');
    const message = { key: newId('delivery'), userId: caller.userId, title: 'T', text: 'x' };
    await Promise.all([1, 2, 3].map(() => messages.store(caller.companyId, message)));
    const { items } = await messages.list(caller, { limit: 10 });
    expect(items).toHaveLength(1);
    await expect(messages.read(callerAs('owner', caller.companyId), items[0]!.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it("go out by the operator's own servers, on private addresses too, once", async () => {
    const caller = callerAs('operator');
    const mailed = await deliveries.send(caller, send('m', { channel: 'email', to: ['ann@larkfield.example'] }));
    const posted = await deliveries.send(caller, send('s', { channel: 'slack', to: [] }));
    expect(mailed.warnings).toEqual([]);
    expect(await ended(caller, mailed.deliveryIds[0]!)).toMatchObject({ status: 'delivered', attempts: 1 });
    expect(await ended(caller, posted.deliveryIds[0]!)).toMatchObject({ status: 'delivered' });
    expect(mail.mails.filter(({ to }) => to.includes('ann@larkfield.example'))).toHaveLength(1);
    expect(slack.posts.filter(({ path }) => path === '/operator')).toHaveLength(1);
  });

  it('of a company stay under the egress policy, whatever the operator may reach', async () => {
    const caller = callerAs('admin');
    await bench.get(ChannelsService).create(caller, { kind: 'slack', name: 'Own', webhookUrl: `${slack.url}/company` });
    const { deliveryIds } = await deliveries.send(caller, send('s', { channel: 'slack', to: [] }));
    expect(await ended(caller, deliveryIds[0]!)).toMatchObject({ status: 'failed', lastError: expect.any(String) });
    const hook = await deliveries.send(caller, send('w', { channel: 'webhook', to: [], url: `${slack.url}/hook` }));
    expect(await ended(caller, hook.deliveryIds[0]!)).toMatchObject({ status: 'failed' });
    expect(slack.posts.filter(({ path }) => path !== '/operator')).toEqual([]);
    const [row] = await bench
      .get<Database>(Database)
      .query<{ sealed_config: string }>('SELECT sealed_config FROM channels');
    expect(row!.sealed_config).not.toContain('/company');
  });

  it('need somebody to go to', async () => {
    const caller = callerAs('operator');
    await expect(deliveries.send(caller, send('n', { to: ['nobody@larkfield.example'] }))).rejects.toMatchObject({
      code: 'RECIPIENT_UNKNOWN',
    });
    await expect(deliveries.send(caller, send('n', { to: [] }))).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' });
    const some = await deliveries.send(caller, send('n', { to: ['ann@larkfield.example', 'role:nobody'] }));
    expect(some).toMatchObject({ deliveryIds: [expect.any(String)], warnings: ['Nobody answers to role:nobody'] });
    const outside = await deliveries.send(
      caller,
      send('o', { channel: 'email', to: [' Out@Side.example', 'out@side.example', 'not an@address'] }),
    );
    expect(outside).toMatchObject({
      deliveryIds: [expect.any(String)],
      warnings: ['Nobody answers to not an@address'],
    });
  });

  it('whoever is asked is told, and told why, once for each time', async () => {
    const notices = bench.get(InboxNotices);
    const { companyId } = callerAs('operator');
    const item = {
      itemId: newId('inboxItem'),
      runId: newId('run'),
      title: 'Refund?',
      deadline: new Date().toISOString(),
    };
    const [ann, bob] = company.people as [Member, Member];
    const happens = (id: string, assignees: string[], reason?: 'escalated' | 'delegated' | 'reminded') => {
      const data = { ...item, assignees, ...(reason ? { reason } : {}) };
      const facts = {
        id,
        type: reason ? 'inbox.assigned.v1' : 'inbox.opened.v1',
        companyId,
        producer: 'company',
        position: 1,
      };
      const envelope = { ...facts, at: new Date().toISOString(), data } as Parameters<InboxNotices['handle']>[1];
      return bench.get<Database>(Database).transaction((tx) => notices.handle(tx, envelope));
    };
    const [opened, delegated, reminded] = [newId('message'), newId('message'), newId('message')];
    await happens(opened, [ann.email]);
    await happens(delegated, [bob.email], 'delegated');
    await happens(delegated, [bob.email], 'delegated');
    await happens(reminded, [bob.email], 'reminded');
    const told = (userId: string, count: number) =>
      eventually(async () => {
        const { items } = await bench
          .get(MessagesService)
          .list({ ...callerAs('viewer', companyId), userId }, { limit: 10 });
        expect(items).toHaveLength(count);
        return items.map(({ title }) => title).sort();
      });
    expect(await told(ann.userId, 1)).toEqual(['Waiting for you']);
    expect(await told(bob.userId, 2)).toEqual(['Passed on to you', 'Still waiting for you']);
  });
});

describe.each(backends)('without channels, on %s', (backend) => {
  it('a delivery is recorded and says so, once', async () => {
    delete process.env['SMTP_URL'];
    delete process.env['SLACK_WEBHOOK_URL'];
    const bench = await ServiceUnderTest.start(notificationsService, backend, { company: new Company() });
    try {
      const deliveries = bench.get(DeliveriesService);
      const caller = callerAs('operator');
      const request = send('k', { channel: 'email' });
      const [first, again] = [await deliveries.send(caller, request), await deliveries.send(caller, request)];
      expect(again).toEqual(first);
      expect(first.warnings).toEqual(['no_channel: no mail channel is set up, so nothing was sent']);
      const { items } = await deliveries.list(caller, { limit: 10, status: 'no_channel' });
      expect(items.map(({ id }) => id).sort()).toEqual([...first.deliveryIds].sort());
      expect(items[0]).toMatchObject({ attempts: 0, deliveredAt: null });
    } finally {
      await bench.stop();
    }
  });
});
