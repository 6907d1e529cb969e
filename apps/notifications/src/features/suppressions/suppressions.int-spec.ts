import { generateKeyPairSync, sign } from 'node:crypto';
import {
  companyRpc,
  newId,
  type Caller,
  type Member,
  type RpcIn,
  type SendRequest,
  type Suppression,
} from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { ChannelsService } from '../channels/channels.service.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { PreferencesService } from '../preferences/preferences.service.js';
import { SendgridEvents } from './sendgrid-events.js';
import { SuppressionsService } from './suppressions.service.js';
import { Unsubscribing } from './unsubscribing.js';

const ann: Member = {
  ...{ id: newId('member'), userId: newId('user'), name: 'Ann', email: 'ann@larkfield.example', role: 'admin' },
  createdAt: new Date(0).toISOString(),
  deactivatedAt: null,
};

class Company {
  @HandleRpc(companyRpc.resolveRecipients) resolve(
    _: Caller | undefined,
    { recipients }: RpcIn<typeof companyRpc.resolveRecipients>,
  ) {
    return {
      members: recipients.includes(ann.email) ? [ann] : [],
      unknown: recipients.filter((name) => name !== ann.email),
    };
  }
}

const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const eventKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const signed = (body: string, at = Date.now(), key = keys.privateKey) => {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString('base64'),
  };
};

describe.each(backends)('suppressions on %s', (backend) => {
  let bench: ServiceUnderTest;
  let sendgrid: HttpPeer;
  let list: SuppressionsService;
  let deliveries: DeliveriesService;

  beforeAll(async () => {
    sendgrid = await HttpPeer.start();
    sendgrid.answer = () => ({ status: 202, body: '' });
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company: new Company() },
      { AAAS_EGRESS_ALLOW: '127.0.0.1,::1,localhost', AAAS_PUBLIC_URL: 'https://aaas.example' },
    );
    [list, deliveries] = [bench.get(SuppressionsService), bench.get(DeliveriesService)];
  });
  afterAll(async () => {
    await bench.stop();
    delete process.env['AAAS_PUBLIC_URL'];
    await sendgrid.stop();
  });
  beforeEach(() => sendgrid.posts.splice(0));

  const channelOf = async (caller: Caller, more: { eventKey?: string } = { eventKey }) =>
    (
      await bench.get(ChannelsService).create(caller, {
        ...{ kind: 'sendgrid', name: 'Mail', apiKey: 'SG.key', from: 'desk@larkfield.example', baseUrl: sendgrid.url },
        ...more,
      })
    ).id;
  const send = async (caller: Caller, to: string, more: Partial<SendRequest> = {}) => {
    const request: SendRequest = { key: newId('message'), channel: 'email', to: [to], text: 'Look', ...more };
    const { deliveryIds } = await deliveries.send(caller, request);
    return eventually(async () => {
      const delivery = await deliveries.get(caller, deliveryIds[0]!);
      expect(['delivered', 'failed']).toContain(delivery.status);
      return delivery;
    });
  };
  const hears = (
    channelId: string,
    events: unknown,
    how?: { at?: number; key?: typeof keys.privateKey; altered?: boolean },
  ) => {
    const body = JSON.stringify(events);
    const bytes = Buffer.from(how?.altered ? `${body} ` : body);
    return bench.get(SendgridEvents).take(channelId, signed(body, how?.at, how?.key), bytes);
  };
  const addresses = async (caller: Caller): Promise<[string, Suppression['reason']][]> =>
    (await list.list(caller, { limit: 50 })).items.map(({ address, reason }) => [address, reason]);

  it('keep mail from an address until it is taken off, whatever the spelling', async () => {
    const caller = callerAs('admin');
    await channelOf(caller);
    const { id } = await list.add(caller.companyId, ' Out@Side.example', 'manual');
    await Promise.all([1, 2, 3].map(() => list.add(caller.companyId, 'out@side.example', 'manual')));
    expect(await addresses(caller)).toEqual([['out@side.example', 'manual']]);
    const kept = await send(caller, 'OUT@side.example');
    expect(kept).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastError: expect.stringContaining('suppression list'),
    });
    expect(sendgrid.posts).toEqual([]);
    // Of this company alone.
    const other = callerAs('admin');
    await channelOf(other);
    expect(await send(other, 'out@side.example')).toMatchObject({ status: 'delivered' });
    await expect(list.delete(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await list.delete(caller, id);
    const again = await deliveries.redrive(caller, kept.id);
    await eventually(async () => expect((await deliveries.get(caller, again.id)).status).toBe('delivered'));
  });

  it('grow by what SendGrid says of mails afterwards, and the log learns of lost ones', async () => {
    const caller = callerAs('admin');
    const channelId = await channelOf(caller);
    const mail = await send(caller, 'gone@side.example');
    const { custom_args } = sendgrid.posts[0]!.body as { custom_args: { delivery: string } };
    const events = [
      { event: 'delivered', email: 'fine@side.example' },
      { event: 'bounce', type: 'bounce', email: 'Gone@side.example', reason: '550 no such user', ...custom_args },
      { event: 'bounce', type: 'blocked', email: 'busy@side.example', reason: '421 later' },
      { event: 'spamreport', email: 'angry@side.example' },
      { event: 'unsubscribe', email: 'tired@side.example' },
      { event: 7, email: null },
      null,
    ];
    await hears(channelId, events);
    await hears(channelId, events);
    expect((await addresses(caller)).sort()).toEqual([
      ['angry@side.example', 'complained'],
      ['gone@side.example', 'bounced'],
      ['tired@side.example', 'unsubscribed'],
    ]);
    expect(await deliveries.get(caller, mail.id)).toMatchObject({
      status: 'failed',
      deliveredAt: null,
      lastError: 'SendGrid could not deliver it: 550 no such user',
    });
    // Who unsubscribed still gets what a workflow writes to him.
    expect(await send(caller, 'tired@side.example')).toMatchObject({ status: 'delivered' });
    expect(await send(caller, 'tired@side.example', { event: 'run.failed' })).toMatchObject({ status: 'failed' });
    expect(await send(caller, 'angry@side.example')).toMatchObject({ status: 'failed' });
  });

  it('A9: believe SendGrid alone: signature, time and bytes', async () => {
    const caller = callerAs('admin');
    const channelId = await channelOf(caller);
    const events = [{ event: 'spamreport', email: 'victim@side.example' }];
    const invalid = { code: 'HOOK_SIGNATURE_INVALID' };
    const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    await expect(hears(channelId, events, { key: stranger })).rejects.toMatchObject(invalid);
    await expect(hears(channelId, events, { altered: true })).rejects.toMatchObject(invalid);
    await expect(hears(channelId, events, { at: Date.now() - 400_000 })).rejects.toMatchObject(invalid);
    await expect(hears(channelId, events, { at: Date.now() + 400_000 })).rejects.toMatchObject(invalid);
    await expect(bench.get(SendgridEvents).take(channelId, {}, Buffer.from('[]'))).rejects.toMatchObject(invalid);
    await expect(hears(newId('channel'), events)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    // Without a key nobody is believed.
    await expect(hears(await channelOf(caller, {}), events)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    expect(await addresses(caller)).toEqual([]);
    const broken = Buffer.from('[{');
    await expect(bench.get(SendgridEvents).take(channelId, signed('[{'), broken)).rejects.toMatchObject({
      code: 'MALFORMED_JSON',
    });
  });

  it('a mail that tells of an event carries the way out; a click ends what it tells of', async () => {
    const caller = callerAs('admin');
    await channelOf(caller);
    const leave = bench.get(Unsubscribing);
    const tokenOf = () => {
      const { headers } = sendgrid.posts.at(-1)!.body as { headers: Record<string, string> };
      expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
      return /^<https:\/\/aaas\.example\/api\/v1\/unsubscribe\/(\S+)>$/.exec(headers['List-Unsubscribe']!)![1]!;
    };
    await send(caller, ann.email, { event: 'run.failed' });
    const annLeaves = tokenOf();
    await send(caller, 'out@side.example', { event: 'run.failed' });
    const strangerLeaves = tokenOf();
    await send(caller, 'out@side.example');
    expect((sendgrid.posts.at(-1)!.body as { headers: object }).headers).not.toHaveProperty('List-Unsubscribe');
    for (const token of [annLeaves, strangerLeaves, annLeaves]) await leave.leave(token);
    const mine = { ...callerAs('admin', caller.companyId), userId: ann.userId };
    expect((await bench.get(PreferencesService).get(mine)).events).toEqual({ 'run.failed': { email: 'never' } });
    expect(await addresses(caller)).toEqual([['out@side.example', 'unsubscribed']]);
    const altered = annLeaves.replace(caller.companyId, newId('company'));
    for (const token of [altered, annLeaves.slice(0, -4), 'nonsense', ''])
      await expect(leave.leave(token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
