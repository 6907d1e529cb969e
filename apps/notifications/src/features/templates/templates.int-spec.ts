import {
  companyRpc,
  newId,
  type Caller,
  type MailTemplate,
  type Member,
  type RpcIn,
  type SlackTemplate,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer, MailPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { ChannelsService } from '../channels/channels.service.js';
import { NoticesService, type Notice } from '../preferences/notices.service.js';
import { WatchersService } from '../watchers/watchers.service.js';
import { shippedTemplates } from './shipped-templates.js';
import { TemplateUse } from './template-use.js';
import { TemplatesService } from './templates.service.js';

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
      members: recipients.includes('role:admin') ? [ann] : [],
      unknown: recipients.filter((name) => name !== 'role:admin'),
    };
  }
}

describe.each(backends)('templates of messages on %s', (backend) => {
  let bench: ServiceUnderTest;
  let mail: MailPeer;
  let slack: HttpPeer;
  let templates: TemplatesService;
  let use: TemplateUse;
  const place = { event: 'run.failed', channel: 'email' } as const;
  const room = { event: 'run.failed', channel: 'slack' } as const;
  const shipped = shippedTemplates.email as MailTemplate;

  beforeAll(async () => {
    [mail, slack] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company: new Company() },
      { AAAS_EGRESS_ALLOW: '127.0.0.1,::1,localhost', SMTP_URL: mail.url },
    );
    [templates, use] = [bench.get(TemplatesService), bench.get(TemplateUse)];
  });
  afterAll(async () => {
    await bench.stop();
    delete process.env['SMTP_URL'];
    await Promise.all([mail.stop(), slack.stop()]);
  });
  beforeEach(() => {
    mail.mails.splice(0);
    slack.posts.splice(0);
  });

  const draft = async (caller: Caller, change: Partial<MailTemplate>) => {
    const { etag } = await templates.get(caller, place);
    return templates.saveDraft(caller, place, { ...shipped, ...change }, etag);
  };
  const notice = (companyId: string): [Caller, Notice] => [
    { kind: 'service', companyId, role: 'operator' },
    {
      ...{ key: newId('message'), event: 'run.failed', to: ['role:admin'], by: ['email'], subject: 'S', text: 'T' },
      ...{ at: new Date(0).toISOString(), data: { workflowName: 'Refunds' } },
    },
  ];
  const got = (count: number) =>
    eventually(() => {
      expect(mail.mails).toHaveLength(count);
      return mail.mails.at(-1)!;
    });

  it('are the shipped ones until the company publishes its own', async () => {
    const caller = callerAs('builder');
    const { items } = await templates.list(caller);
    expect(items).toHaveLength(18);
    for (const each of items) {
      expect(each).toMatchObject({ publishedVersion: null, hasDraftChanges: false, updatedAt: null });
      expect((await templates.get(caller, each)).problems).toEqual([]);
    }
    await bench.get(NoticesService).tell(...notice(caller.companyId));
    const first = await got(1);
    expect(first.subject).toBe('S');
    expect(first.source).toContain('text/html');
    await draft(caller, { subject: 'Oh: {{ event.data.workflowName }}' });
    await bench.get(NoticesService).tell(...notice(caller.companyId));
    expect((await got(2)).subject).toBe('S');
    expect(await templates.publish(caller, place, 'Ours')).toMatchObject({
      publishedVersion: 1,
      hasDraftChanges: false,
    });
    await bench.get(NoticesService).tell(...notice(caller.companyId));
    expect((await got(3)).subject).toBe('Oh: Refunds');
    // Another company keeps the shipped one.
    await bench.get(NoticesService).tell(...notice(newId('company')));
    expect((await got(4)).subject).toBe('S');
  });

  it('go on from version to version, and back to any, or to the shipped one', async () => {
    const caller = callerAs('builder');
    for (const subject of ['One', 'Two']) {
      await draft(caller, { subject });
      await templates.publish(caller, place, subject);
    }
    expect(await templates.publish(caller, place)).toMatchObject({ publishedVersion: 2 });
    const { items } = await templates.listVersions(caller, place, { limit: 10 });
    expect(items).toMatchObject([
      { version: 2, note: 'Two', current: true, publishedBy: caller.userId },
      { version: 1, note: 'One', current: false },
    ]);
    expect(await templates.rollback(caller, place, 1)).toMatchObject({
      publishedVersion: 1,
      content: { subject: 'One' },
    });
    expect(await templates.current(caller.companyId, place)).toMatchObject({ subject: 'One' });
    expect(await templates.rollback(caller, place, 0)).toMatchObject({
      publishedVersion: null,
      hasDraftChanges: false,
    });
    expect(await templates.current(caller.companyId, place)).toEqual(shipped);
    await draft(caller, { subject: 'Three' });
    expect(await templates.publish(caller, place)).toMatchObject({ publishedVersion: 3 });
    await expect(templates.rollback(caller, place, 9)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    await expect(templates.rollback(callerAs('builder'), place, 1)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
  });

  it('lose nothing when two people change one', async () => {
    const caller = callerAs('builder');
    const { etag } = await templates.get(caller, place);
    const one = { ...shipped, subject: 'One' };
    await templates.saveDraft(caller, place, one, etag);
    const lost = { code: 'PRECONDITION_FAILED' };
    await expect(templates.saveDraft(caller, place, { ...shipped, subject: 'Two' }, etag)).rejects.toMatchObject(lost);
    await expect(templates.saveDraft(caller, place, one, undefined)).rejects.toMatchObject({
      code: 'PRECONDITION_REQUIRED',
    });
    const two = await Promise.allSettled([1, 2, 3].map(() => templates.publish(caller, place)));
    expect(two.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await templates.listVersions(caller, place, { limit: 10 })).items).toHaveLength(1);
  });

  it('are not published while they have problems, and are of their channel', async () => {
    const caller = callerAs('builder');
    const broken = await draft(caller, { mjml: '<mjml><mj-body><mj-what /></mj-body></mjml>', subject: '{{ subject' });
    expect(broken.problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['mjml', 'subject']));
    await expect(templates.publish(caller, place)).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      details: { problems: expect.arrayContaining([expect.objectContaining({ path: 'mjml' })]) },
    });
    await expect(use.test(caller, place, { to: 'ann@larkfield.example' })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
    });
    const { etag } = await templates.get(caller, room);
    await expect(templates.saveDraft(caller, room, shipped, etag)).rejects.toMatchObject({
      details: { issues: [{ path: 'content', message: 'expected text and blocks' }] },
    });
  });

  it('that fail on an event give way to the shipped one: nobody goes untold', async () => {
    const caller = callerAs('builder');
    // Fine with the sample, and not with this event.
    await draft(caller, { subject: '{{ event.data.version }}' });
    await templates.publish(caller, place);
    await bench.get(NoticesService).tell(...notice(caller.companyId));
    expect((await got(1)).subject).toBe('S');
  });

  it('show what a receiver would see, and send it once to try', async () => {
    const caller = callerAs('builder');
    const preview = await use.preview(caller, place, { ...shipped, subject: 'See {{ event.data.workflowName }}' });
    expect(preview).toMatchObject({
      subject: 'See Example workflow',
      html: expect.stringContaining('<html'),
      problems: [],
    });
    expect((await templates.list(caller)).items.every(({ hasDraftChanges }) => !hasDraftChanges)).toBe(true);
    await draft(caller, { subject: 'Try' });
    await expect(use.test(caller, place, {})).rejects.toMatchObject({ details: { issues: [{ path: 'to' }] } });
    await use.test(caller, place, { to: 'bob@larkfield.example' });
    expect(await got(1)).toMatchObject({ subject: 'Try', to: ['bob@larkfield.example'] });
  });

  it('make posts of blocks in Slack, for watchers and for tests', async () => {
    const caller = callerAs('builder');
    const { id } = await bench
      .get(ChannelsService)
      .create(caller, { kind: 'slack', name: 'Room', webhookUrl: `${slack.url}/slack` });
    const { etag, content } = await templates.get(caller, room);
    const blocks = '[{ "type": "header", "text": { "type": "plain_text", "text": "{{ event.data.workflowName }}" } }]';
    await templates.saveDraft(caller, room, { ...(content as SlackTemplate), blocks }, etag);
    await use.test(caller, room, { channelId: id });
    await templates.publish(caller, room);
    const watchers = bench.get(WatchersService);
    const given = { name: 'W', on: 'run.failed' as const, to: [], channelIds: [id], by: ['in_app' as const] };
    const watcher = await watchers.create(caller, {
      ...given,
      filter: null,
      olderThanMs: 1000,
      throttleMs: 0,
      enabled: true,
    });
    await watchers.try(caller, watcher.id);
    await eventually(() => expect(slack.posts).toHaveLength(2));
    for (const { body } of slack.posts)
      expect(body).toMatchObject({ blocks: [{ type: 'header', text: { text: 'Example workflow' } }] });
    const foreign = { channelId: id };
    await expect(use.test(callerAs('builder'), room, foreign)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
  });

  it('versions never change', async () => {
    const caller = callerAs('builder');
    await draft(caller, { subject: 'Kept' });
    await templates.publish(caller, place);
    await draft(caller, { subject: 'Later' });
    expect(await templates.current(caller.companyId, place)).toMatchObject({ subject: 'Kept' });
    const rows = await bench
      .get<Database>(Database)
      .query('SELECT id FROM notification_template_versions WHERE company_id = ?', [caller.companyId]);
    expect(rows).toHaveLength(1);
  });
});
