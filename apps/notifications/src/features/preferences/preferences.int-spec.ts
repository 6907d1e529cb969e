import {
  companyRpc,
  newId,
  notificationPreferences,
  type Caller,
  type Member,
  type NotificationPreferences,
  type RpcIn,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, MailPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { NoticesService, type Notice } from './notices.service.js';
import { PreferencesService, usualPreferences } from './preferences.service.js';

const member = (name: string, role: Member['role']): Member => ({
  ...{ id: newId('member'), userId: newId('user'), name, email: `${name.toLowerCase()}@larkfield.example`, role },
  createdAt: new Date(0).toISOString(),
  deactivatedAt: null,
});

/** Knows Ann, an administrator, and Bob, an operator. */
class Company {
  readonly ann = member('Ann', 'admin');
  readonly bob = member('Bob', 'operator');

  @HandleRpc(companyRpc.resolveRecipients) resolve(
    _: Caller | undefined,
    { recipients }: RpcIn<typeof companyRpc.resolveRecipients>,
  ) {
    const named = (name: string) =>
      name === 'role:operator' ? [this.ann, this.bob] : name === 'role:admin' ? [this.ann] : [];
    return {
      members: [...new Set(recipients.flatMap(named))],
      unknown: recipients.filter((name) => named(name).length === 0),
    };
  }
}

describe.each(backends)('preferences on %s', (backend) => {
  const company = new Company();
  const { ann, bob } = company;
  let bench: ServiceUnderTest;
  let mail: MailPeer;
  let notices: NoticesService;
  let deliveries: DeliveriesService;

  beforeAll(async () => {
    mail = await MailPeer.start();
    bench = await ServiceUnderTest.start(notificationsService, backend, { company }, { SMTP_URL: mail.url });
    [notices, deliveries] = [bench.get(NoticesService), bench.get(DeliveriesService)];
  });
  afterAll(async () => {
    await bench.stop();
    delete process.env['SMTP_URL'];
    await mail.stop();
  });
  beforeEach(() => mail.mails.splice(0));

  const notice = (more: Partial<Notice> = {}): Notice => ({
    ...{ key: newId('message'), event: 'run.failed', to: ['role:operator'], by: ['in_app', 'email'] },
    ...{ subject: 'Refunds failed', text: 'No such order', link: '/runs/run_1' },
    ...{ at: new Date(0).toISOString(), data: { workflowName: 'Refunds' }, ...more },
  });
  const sender = (): Caller => ({ kind: 'service', companyId: newId('company'), role: 'operator' });
  const chooses = (caller: Caller, { userId }: Member, preferences: Partial<NotificationPreferences>) =>
    bench
      .get(PreferencesService)
      .set({ ...callerAs('viewer', caller.companyId), userId }, { ...usualPreferences, ...preferences });
  const inApp = async ({ companyId }: Caller, { userId }: Member) =>
    (await bench.get(MessagesService).list({ ...callerAs('viewer', companyId), userId }, { limit: 50 })).items;
  const sent = () => mail.mails.map(({ to }) => to[0]).sort();
  const log = async (caller: Caller) => (await deliveries.list(caller, { limit: 50 })).items;

  it('belong to one person of one company, and are what was set', async () => {
    const caller = callerAs('viewer');
    const service = bench.get(PreferencesService);
    expect(await service.get(caller)).toEqual(usualPreferences);
    const chosen = notificationPreferences.parse({
      ...{ events: { 'run.failed': { email: 'never' } }, quietHours: { from: '22:00', to: '07:00' } },
      ...{ timezone: 'Europe/Berlin', digest: 'daily', digestAt: '08:30' },
    });
    await Promise.all([1, 2, 3].map(() => service.set(caller, chosen)));
    expect(await service.get(caller)).toEqual(chosen);
    expect(await service.get(callerAs('viewer', caller.companyId))).toEqual(usualPreferences);
    expect(await service.get({ ...callerAs('viewer'), userId: caller.userId })).toEqual(usualPreferences);
    await expect(service.get(sender())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const wrong = notificationPreferences.safeParse({ ...chosen, quietHours: { from: '22:00', to: '22:00' } });
    expect(wrong.error?.issues[0]?.path).toEqual(['quietHours', 'to']);
  });

  it('decide by event and way; by role each person is told as he chose', async () => {
    const caller = sender();
    await chooses(caller, ann, { events: { 'run.failed': { in_app: 'never' } } });
    await chooses(caller, bob, { events: { 'run.failed': { email: 'never' }, 'agent.failed': { in_app: 'never' } } });
    await notices.tell(caller, notice());
    await eventually(async () => {
      expect(sent()).toEqual([ann.email]);
      expect([(await inApp(caller, ann)).length, (await inApp(caller, bob)).length]).toEqual([0, 1]);
    });
    // "Always" adds a way that the sender did not name.
    await chooses(caller, bob, { events: { 'run.failed': { email: 'always' } } });
    await notices.tell(caller, notice({ by: ['in_app'] }));
    await eventually(async () => {
      expect(sent()).toEqual([ann.email, bob.email].sort());
      expect([(await inApp(caller, ann)).length, (await inApp(caller, bob)).length]).toEqual([0, 2]);
    });
  });

  it('let nobody be told of one thing twice', async () => {
    const caller = sender();
    const same = notice();
    await Promise.all([1, 2, 3].map(() => notices.tell(caller, same)));
    await notices.tell(caller, { ...same, to: ['role:admin'] });
    await eventually(async () => expect((await log(caller)).every(({ status }) => status === 'delivered')).toBe(true));
    expect(sent()).toEqual([ann.email, bob.email].sort());
    expect(await log(caller)).toHaveLength(4);
  });

  it('let mail wait for the end of quiet hours, and nothing in the app', async () => {
    const caller = sender();
    const now = await bench.get<Database>(Database).now();
    const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    const quietHours = { from: time(now - 3_600_000), to: time(now + 7_200_000) };
    await chooses(caller, ann, { quietHours });
    await notices.tell(caller, notice());
    await eventually(async () => {
      expect(sent()).toEqual([bob.email]);
      expect(await inApp(caller, ann)).toHaveLength(1);
    });
    const waiting = (await log(caller)).find(({ to, channel }) => channel === 'email' && to === ann.email)!;
    expect(waiting).toMatchObject({ status: 'queued', attempts: 0 });
    const [run] = await bench
      .get<Database>(Database)
      .query<{ due: number }>('SELECT due_at AS due FROM durable_runs WHERE id = ?', [waiting.id]);
    expect(time(Number(run!.due))).toBe(quietHours.to);
  });

  it('gather mail into one, which comes at its time, once, with everything in it', async () => {
    const caller = sender();
    await chooses(caller, ann, { digest: 'hourly' });
    const [one, two] = [notice(), notice({ subject: 'Leads failed', text: 'No such lead', link: '/runs/run_2' })];
    for (const each of [one, two, one]) await notices.tell(caller, each);
    await eventually(async () => {
      expect(sent()).toEqual([bob.email, bob.email]);
      expect(await inApp(caller, ann)).toHaveLength(2);
    });
    const db = bench.get<Database>(Database);
    expect(await db.query('SELECT id FROM digest_items WHERE company_id = ?', [caller.companyId])).toHaveLength(2);
    // Its hour has come: the time of the run is moved, as if the clock were.
    await db.run("UPDATE durable_runs SET due_at = 1 WHERE kind = 'digest' AND company_id = ?", [caller.companyId]);
    await eventually(() => expect(mail.mails.filter(({ to }) => to[0] === ann.email)).toHaveLength(1));
    const [got] = mail.mails.filter(({ to }) => to[0] === ann.email);
    expect(got).toMatchObject({ subject: '2 notifications' });
    for (const text of ['Refunds failed', 'No such order', 'Leads failed', '/runs/run_2'])
      expect(got!.text).toContain(text);
    await notices.tell(caller, one);
    const open = await db.query('SELECT id FROM digest_items WHERE company_id = ? AND sent = 0', [caller.companyId]);
    expect(open).toEqual([]);
  });

  it('a flood of mails to one person is gathered by the hour', async () => {
    const caller = sender();
    for (let each = 0; each < 25; each++) await notices.tell(caller, notice({ to: ['role:admin'], by: ['email'] }));
    await eventually(() => expect(mail.mails).toHaveLength(20));
    const kept = await bench
      .get<Database>(Database)
      .query('SELECT id FROM digest_items WHERE company_id = ?', [caller.companyId]);
    expect(kept).toHaveLength(5);
  });

  it('are not asked of strangers, who are told by mail alone; somebody must be told', async () => {
    const caller = sender();
    const told = await notices.tell(caller, notice({ to: ['out@side.example', 'role:owner'] }));
    expect(told).toEqual({ deliveryIds: [expect.any(String)], warnings: ['Nobody answers to role:owner'] });
    await eventually(() => expect(sent()).toEqual(['out@side.example']));
    await expect(notices.tell(caller, notice({ to: ['role:owner'] }))).rejects.toMatchObject({
      code: 'RECIPIENT_UNKNOWN',
    });
  });
});
