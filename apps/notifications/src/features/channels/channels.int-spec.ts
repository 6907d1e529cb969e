import {
  AppError,
  companyRpc,
  newId,
  notificationsRpc,
  toolAccessRpc,
  type Caller,
  type channelConfig,
  type RpcIn,
  type RpcOut,
  type SendRequest,
} from '#libs/contracts';
import { credentialOwner } from '#libs/platform/outbound';
import { Vault } from '#libs/platform/vault';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer, MailPeer } from '#libs/testing';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import { notificationsService } from '../../app.module.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { SigningSecretsService } from '../webhooks/signing-secrets.service.js';
import { ChannelTests } from './channel-tests.js';
import { ChannelsService } from './channels.service.js';

type Given = z.infer<typeof channelConfig>;
const from = 'Larkfield <desk@larkfield.example>';

/** Knows no members: addresses are strangers'. */
class Nobody {
  readonly credentials = new Map<string, RpcOut<typeof toolAccessRpc.sealedCredential>>();

  @HandleRpc(toolAccessRpc.sealedCredential) sealed(caller: Caller | undefined, { id }: { id: string }) {
    const found = this.credentials.get(id);
    if (found?.companyId !== caller?.companyId) throw new AppError('CREDENTIAL_NOT_FOUND');
    return found!;
  }
  @HandleRpc(companyRpc.resolveRecipients) resolve(
    _: Caller | undefined,
    { recipients }: RpcIn<typeof companyRpc.resolveRecipients>,
  ) {
    return { members: [], unknown: recipients };
  }
}

/** Every kind of channel, against peers at the wire. */
describe.each(backends)('kinds of channels on %s', (backend) => {
  const company = new Nobody();
  let bench: ServiceUnderTest;
  let deliveries: DeliveriesService;
  let channels: ChannelsService;
  let tests: ChannelTests;
  let mail: MailPeer;
  let http: HttpPeer;

  beforeAll(async () => {
    [mail, http] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
    http.answer = ({ path }) =>
      path === '/v3/mail/send'
        ? { status: 202, body: '' }
        : path === '/api/chat.postMessage'
          ? { body: '{"ok":true,"ts":"1.1"}' }
          : path === '/gone'
            ? { status: 410 }
            : {};
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company },
      { AAAS_EGRESS_ALLOW: '127.0.0.1,::1,localhost', SENDGRID_API_KEY: 'SG.operator', SENDGRID_URL: http.url },
    );
    [deliveries, channels, tests] = [bench.get(DeliveriesService), bench.get(ChannelsService), bench.get(ChannelTests)];
  });
  afterAll(async () => {
    await bench.stop();
    delete process.env['SENDGRID_API_KEY'];
    delete process.env['SENDGRID_URL'];
    await Promise.all([mail.stop(), http.stop()]);
  });
  beforeEach(() => http.posts.splice(0));

  const kinds = (): Given[] => [
    { kind: 'email', name: 'SMTP', smtpUrl: mail.url, from },
    { kind: 'sendgrid', name: 'SendGrid', apiKey: 'SG.key', from, baseUrl: http.url },
    { kind: 'slack', name: 'Room', webhookUrl: `${http.url}/slack` },
    { kind: 'slack_bot', name: 'Bot', token: 'xoxb-key', channel: '#ops', baseUrl: `${http.url}/api/` },
    { kind: 'webhook', name: 'Hook', url: `${http.url}/hook` },
  ];
  const message = (channel: SendRequest['channel'], more: Partial<SendRequest> = {}): SendRequest => ({
    key: newId('message'),
    channel,
    to: [],
    text: 'Look',
    ...more,
  });
  const ended = (caller: Caller, id: string) =>
    eventually(async () => {
      const delivery = await deliveries.get(caller, id);
      expect(['delivered', 'failed']).toContain(delivery.status);
      return delivery;
    });

  it('each sends one test message, and tells no secret', async () => {
    const admin = callerAs('admin');
    for (const given of kinds()) {
      const made = await channels.create(admin, given);
      expect(made).toMatchObject({ kind: given.kind, enabled: true, disabledReason: null });
      const to = given.kind === 'email' || given.kind === 'sendgrid' ? 'ann@larkfield.example' : undefined;
      expect([given.kind, await tests.test(admin, made.id, to)]).toMatchObject([
        given.kind,
        { ok: true, failure: null },
      ]);
    }
    expect(http.posts.map(({ path }) => path).sort()).toEqual([
      '/api/chat.postMessage',
      '/hook',
      '/slack',
      '/v3/mail/send',
    ]);
    expect(JSON.stringify(await channels.list(admin, { limit: 10 }))).not.toMatch(/SG\.key|xoxb|\/slack|\/hook/);
    const rows = await bench
      .get<Database>(Database)
      .query<{ sealed_config: string }>('SELECT sealed_config FROM channels');
    expect(JSON.stringify(rows)).not.toMatch(/SG\.key|xoxb|\/hook/);
  });

  it('take their secret from a credential of the company, whenever a message leaves', async () => {
    const admin = callerAs('admin');
    const keep = async (secrets: { kind: string }, allowedHosts: string[] = []) => {
      const [id, { companyId }] = [newId('credential'), admin];
      const sealed = await bench.get(Vault).sealForTravel(JSON.stringify(secrets), credentialOwner(companyId, id));
      company.credentials.set(id, { id, companyId, kind: secrets.kind, sealed, allowedHosts, updatedAt: 1 });
      return id;
    };
    const { hostname: host, port } = new URL(mail.url);
    const smtp = await keep({ kind: 'smtp', host, port: Number(port), security: 'none' } as never);
    const slack = await keep({ kind: 'slack', token: 'xoxb-of-the-vault' } as never, [http.url]);
    const mailing = await channels.create(admin, { kind: 'email', name: 'Desk', credential: smtp, from });
    expect(mailing).toMatchObject({ summary: `${host}:${port}, from ${from}` });
    const bot = { kind: 'slack_bot' as const, name: 'Bot', channel: '#ops', baseUrl: `${http.url}/api/` };
    const posting = await channels.create(admin, { ...bot, credential: slack });
    expect(await tests.test(admin, mailing.id, 'ann@larkfield.example')).toMatchObject({ ok: true });
    expect(await tests.test(admin, posting.id, undefined)).toMatchObject({ ok: true });
    expect(http.posts.at(-1)!.headers.authorization).toBe('Bearer xoxb-of-the-vault');
    expect(await bench.rpc.call(notificationsRpc.credentialUses, { id: slack }, { caller: admin })).toEqual({
      channels: [{ id: posting.id, name: 'Bot' }],
    });
    await expect(channels.create(admin, { ...bot, credential: smtp })).rejects.toMatchObject({
      code: 'CREDENTIAL_UNFIT',
    });
    await expect(
      channels.create(admin, { ...bot, baseUrl: 'https://elsewhere.example/', credential: slack }),
    ).rejects.toMatchObject({ code: 'CREDENTIAL_HOST_REFUSED' });
    await expect(channels.create(callerAs('admin'), { ...bot, credential: slack })).rejects.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    });
  });

  it('carry each message once, exactly as it was written, by the one that it names', async () => {
    const admin = callerAs('admin');
    const made = await Promise.all(kinds().map((given) => channels.create(admin, given)));
    const idOf = (kind: Given['kind']) => made.find((each) => each.kind === kind)!.id;
    const texts = Array.from({ length: 20 }, (_, index) => `Grüße ${index} <&> 📦`);
    const asked = texts.flatMap((text) => [
      message('email', { channelId: idOf('sendgrid'), to: ['ann@larkfield.example'], text }),
      message('slack', { channelId: idOf('slack_bot'), text }),
      message('slack', { channelId: idOf('slack'), text }),
      message('webhook', { channelId: idOf('webhook'), text, payload: { text } }),
    ]);
    const sent = await Promise.all(asked.map((request) => deliveries.send(admin, request)));
    // Asked again, it is the same delivery.
    await Promise.all(asked.map((request) => deliveries.send(admin, request)));
    for (const { deliveryIds } of sent)
      expect(await ended(admin, deliveryIds[0]!)).toMatchObject({ status: 'delivered' });
    const got = (path: string, read: (body: never) => unknown) =>
      http.posts.filter((post) => post.path === path).map(({ body }) => read(body as never));
    const escaped = texts.map((text) => text.replace('<&>', '&lt;&amp;&gt;'));
    expect(got('/v3/mail/send', ({ content }: { content: [{ value: string }] }) => content[0].value).sort()).toEqual(
      [...texts].sort(),
    );
    expect(got('/api/chat.postMessage', ({ text }: { text: string }) => text).sort()).toEqual([...escaped].sort());
    expect(got('/slack', ({ text }: { text: string }) => text).sort()).toEqual([...escaped].sort());
    expect(got('/hook', ({ text }: { text: string }) => text).sort()).toEqual([...texts].sort());
    const ids = http.posts.filter(({ path }) => path === '/hook').map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(texts.length);
  });

  it("mail goes by the operator's SendGrid where there is no mail server", async () => {
    const caller = callerAs('operator');
    const { deliveryIds, warnings } = await deliveries.send(
      caller,
      message('email', { to: ['ann@larkfield.example'] }),
    );
    expect(warnings).toEqual([]);
    expect(await ended(caller, deliveryIds[0]!)).toMatchObject({ status: 'delivered' });
    expect(http.posts).toMatchObject([{ path: '/v3/mail/send', headers: { authorization: 'Bearer SG.operator' } }]);
  });

  it('A10: a webhook that answers 410 is switched off with its reason, until somebody switches it on', async () => {
    const admin = callerAs('admin');
    const gone = await channels.create(admin, { kind: 'webhook', name: 'Gone', url: `${http.url}/gone` });
    const first = await deliveries.send(admin, message('webhook', { channelId: gone.id }));
    expect(await ended(admin, first.deliveryIds[0]!)).toMatchObject({ status: 'failed', attempts: 1 });
    const [shown] = (await channels.list(admin, { limit: 10 })).items;
    expect(shown).toMatchObject({ enabled: false, disabledReason: 'The receiver answered 410 Gone' });
    const second = await deliveries.send(admin, message('webhook', { channelId: gone.id }));
    expect(second.warnings).toEqual(['no_channel: the channel is switched off, so nothing was sent']);
    await expect(deliveries.redrive(admin, second.deliveryIds[0]!)).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
    expect(http.posts).toHaveLength(1);
    http.answer = () => ({});
    expect(await channels.update(admin, gone.id, { enabled: true, name: 'Back' })).toMatchObject({
      name: 'Back',
      enabled: true,
      disabledReason: null,
    });
    const again = await deliveries.redrive(admin, second.deliveryIds[0]!);
    expect(await ended(admin, again.id)).toMatchObject({ status: 'delivered', to: 'Gone' });
    const { secret } = await bench.get(SigningSecretsService).rotate(admin);
    await deliveries.send(admin, message('webhook', { channelId: gone.id, payload: { a: 1 } }));
    const post = await eventually(() => {
      expect(http.posts).toHaveLength(3);
      return http.posts[2]!;
    });
    expect(new Webhook(secret).verify(JSON.stringify(post.body), post.headers as Record<string, string>)).toEqual({
      a: 1,
    });
  });

  it('a channel of another company, or one that carries something else, is refused', async () => {
    const admin = callerAs('admin');
    const room = await channels.create(admin, { kind: 'slack', name: 'Room', webhookUrl: `${http.url}/slack` });
    const other = callerAs('admin');
    await expect(deliveries.send(other, message('slack', { channelId: room.id }))).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
    await expect(channels.update(other, room.id, { enabled: false })).rejects.toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
    await expect(deliveries.send(admin, message('webhook', { channelId: room.id }))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'channelId', message: '"Room" carries slack, not webhook' }] },
    });
    await expect(
      channels.create(admin, { kind: 'slack_bot', name: 'Bot', token: 'wrong', channel: '#x' }),
    ).rejects.toMatchObject({
      details: { issues: [{ path: 'token', message: 'expected a token such as xoxb-…' }] },
    });
    expect(http.posts).toEqual([]);
  });

  it('anybody sends himself a message in the app', async () => {
    const viewer = callerAs('viewer');
    const messages = bench.get(MessagesService);
    expect(await messages.test(viewer)).toMatchObject({ ok: true, failure: null });
    expect(await messages.list(viewer, { limit: 10 })).toMatchObject({
      unreadCount: 1,
      items: [{ title: 'Test message' }],
    });
    await expect(
      messages.test({ kind: 'service', companyId: viewer.companyId, role: 'operator' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
