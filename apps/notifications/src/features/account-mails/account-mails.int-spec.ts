import { accountMailRpc, mailLinkOwner, newId, type AccountMail } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { backends, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, MailPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { AccountMails } from './account-mails.js';

const link = 'https://aaas.example/reset-password#a-secret-of-43-letters';

describe.each(backends)('mails about accounts on %s', (backend) => {
  let bench: ServiceUnderTest;
  let mail: MailPeer;

  beforeAll(async () => {
    mail = await MailPeer.start();
    bench = await ServiceUnderTest.start(
      notificationsService,
      backend,
      { company: {} },
      { SMTP_URL: mail.url, MAIL_FROM: 'AaaS <aaas@larkfield.example>' },
    );
  });
  afterAll(async () => {
    await bench.stop();
    await mail.stop();
    delete process.env['SMTP_URL'];
  });

  const asked = async (more: Partial<AccountMail> = {}): Promise<AccountMail> => {
    const key = newId('message');
    return {
      key,
      to: 'ann@larkfield.example',
      template: 'reset_password',
      language: 'en',
      name: 'Ann',
      sealedLink: await bench.get(Vault).sealForTravel(link, mailLinkOwner(key)),
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      ...more,
    };
  };
  const happens = async (data: AccountMail) => {
    const mails = bench.get(AccountMails);
    const facts = { id: newId('message'), companyId: 'platform', producer: 'auth', position: 1 } as const;
    const envelope = { ...facts, type: 'account.mail_requested.v1', at: new Date().toISOString(), data } as const;
    if (!(await mails.concerns(envelope))) return undefined;
    await bench.get<Database>(Database).transaction((tx) => mails.handle(tx, envelope));
    return envelope.id;
  };
  const statusOf = async (id: string | undefined) =>
    (
      await bench
        .get<Database>(Database)
        .query<{ status: string }>('SELECT status FROM durable_runs WHERE id = ?', [id!])
    )[0]?.status;

  it('arrive with their link, in the language of the person', async () => {
    await happens(await asked({ to: 'eva@larkfield.example', language: 'de', name: 'Eva' }));
    const found = await eventually(() => {
      const mine = mail.mails.find(({ to }) => to.includes('eva@larkfield.example'));
      expect(mine).toBeDefined();
      return mine!;
    });
    expect(found.subject).toBe('Neues Passwort setzen');
    expect(found.text).toContain(link);
    expect(found.text).toContain('Guten Tag Eva,');
  });

  it('A6: rest without their link', async () => {
    const id = await happens(await asked());
    await eventually(async () => expect(await statusOf(id)).toBe('succeeded'));
    const db = bench.get<Database>(Database);
    const tables = ['durable_runs', 'durable_history'];
    const rows = await Promise.all(tables.map((table) => db.query(`SELECT * FROM ${table}`)));
    expect(JSON.stringify(rows)).toContain('ann@larkfield.example');
    expect(JSON.stringify(rows)).not.toContain('a-secret-of-43-letters');
  });

  it('go to nobody when the address has no account, or the link is too old', async () => {
    expect(await happens(await asked({ to: null }))).toBeUndefined();
    const before = mail.mails.length;
    const id = await happens(await asked({ expiresAt: new Date(Date.now() - 1).toISOString() }));
    await eventually(async () => expect(await statusOf(id)).toBe('succeeded'));
    expect(mail.mails.length).toBe(before);
  });

  it('are offered while there is a mail server', async () => {
    expect(await bench.rpc.call(accountMailRpc.accountMail, {})).toEqual({ available: true });
  });
});

it('without a mail server are not offered, and nothing is kept of them', async () => {
  delete process.env['SMTP_URL'];
  const bench = await ServiceUnderTest.start(notificationsService, 'sqlite', { company: {} });
  try {
    expect(await bench.rpc.call(accountMailRpc.accountMail, {})).toEqual({ available: false });
  } finally {
    await bench.stop();
  }
});
