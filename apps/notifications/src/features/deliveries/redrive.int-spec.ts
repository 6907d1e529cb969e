import { newId, type SendRequest } from '#libs/contracts';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer, MailPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { ChannelTests } from '../channels/channel-tests.js';
import { ChannelsService } from '../channels/channels.service.js';
import { DeliveriesService } from './deliveries.service.js';

/** Channels that somebody sets up, tries, and repairs. The peers may be reached. */
describe.each(backends)('channels of a company on %s', (backend) => {
  let bench: ServiceUnderTest;
  let deliveries: DeliveriesService;
  let channels: ChannelsService;
  let tests: ChannelTests;
  let mail: MailPeer;
  let slack: HttpPeer;
  const admin = callerAs('admin');
  const post: SendRequest = { key: 'k', channel: 'slack', to: [], text: 'Look' };

  beforeAll(async () => {
    [mail, slack] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      {},
      { AAAS_EGRESS_ALLOW: '127.0.0.1,::1,localhost' },
    );
    deliveries = bench.get(DeliveriesService);
    channels = bench.get(ChannelsService);
    tests = bench.get(ChannelTests);
  });
  afterAll(async () => {
    await bench.stop();
    await Promise.all([mail.stop(), slack.stop()]);
  });

  const ended = (id: string) =>
    eventually(async () => {
      const delivery = await deliveries.get(admin, id);
      expect(['delivered', 'failed']).toContain(delivery.status);
      return delivery;
    });

  it('what had no channel goes out once there is one, once however often it is asked for', async () => {
    const [id] = (await deliveries.send(admin, post)).deliveryIds;
    expect(await deliveries.get(admin, id!)).toMatchObject({ status: 'no_channel' });
    await expect(deliveries.redrive(admin, id!)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    await channels.create(admin, { kind: 'slack', name: 'Own', webhookUrl: `${slack.url}/hook` });
    const again = await Promise.all([1, 2, 3].map(() => deliveries.redrive(admin, id!)));
    expect(new Set(again.map((each) => each.id)).size).toBe(1);
    expect(again[0]!.id).not.toBe(id);
    expect(await ended(again[0]!.id)).toMatchObject({ status: 'delivered', channel: 'slack' });
    expect(slack.posts.filter(({ path }) => path === '/hook')).toHaveLength(1);
    // The log keeps what happened first.
    expect(await deliveries.get(admin, id!)).toMatchObject({ status: 'no_channel' });
  });

  it('what arrived is not sent again, and nothing of another company', async () => {
    const [id] = (await deliveries.send(admin, { ...post, key: 'second' })).deliveryIds;
    await ended(id!);
    await expect(deliveries.redrive(admin, id!)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(deliveries.redrive(callerAs('admin'), id!)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  });

  it('a test sends one message at once and tells how it went', async () => {
    const mailer = await channels.create(admin, {
      kind: 'email',
      name: 'Mail',
      smtpUrl: mail.url,
      from: 'AaaS <aaas@larkfield.example>',
    });
    expect(await tests.test(admin, mailer.id, 'ann@larkfield.example')).toMatchObject({ ok: true, failure: null });
    expect(mail.mails.filter(({ to }) => to.includes('ann@larkfield.example'))).toHaveLength(1);
    await expect(tests.test(admin, mailer.id, undefined)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const gone = await channels.create(admin, { kind: 'slack', name: 'Gone', webhookUrl: 'http://127.0.0.1:9/hook' });
    const failed = await tests.test(admin, gone.id, undefined);
    expect(failed).toMatchObject({ ok: false, failure: { code: expect.any(String), message: expect.any(String) } });
    expect(JSON.stringify(failed)).not.toContain('/hook');
  });

  it('a channel of another company cannot be tried', async () => {
    await expect(tests.test(callerAs('admin'), newId('channel'), 'a@b.example')).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
  });
});
