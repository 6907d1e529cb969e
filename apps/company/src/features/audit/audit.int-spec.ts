import { randomUUID } from 'node:crypto';
import { accountEvents, newId, type AuditEvent, type Caller, type EventEnvelope } from '#libs/contracts';
import { AuditTrail, mask } from '#libs/platform/audit';
import { Blobs } from '#libs/platform/blobs';
import { callContext } from '#libs/platform/rpc';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { CompaniesService } from '../companies/companies.service.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { LimitsService } from '../limits/limits.service.js';
import { MembersService } from '../members/members.service.js';
import { RetentionService } from '../retention/retention.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { AccountAudit } from './account-audit.js';
import { AuditAnchors } from './audit-anchors.js';
import { AuditLog } from './audit-log.js';
import { AuditService } from './audit.service.js';

const canary = 'canary-0b7e41d9f2';
const page = { limit: 200 };

describe.each(backends)('the audit log on %s', (backend) => {
  let bench: CompanyBench;
  let audit: AuditService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    audit = bench.get(AuditService);
  });
  afterAll(() => bench.stop());

  const all = async (caller: Caller = bench.owner.caller) => (await audit.list(caller, page)).items;
  const told = (action: string, caller: Caller = bench.owner.caller): Promise<AuditEvent> =>
    eventually(async () => {
      const found = (await all(caller)).find((event) => event.action === action);
      if (!found) throw new Error(`${action} is not in the log yet`);
      return found;
    });
  /** As a request of the owner comes in. */
  const asOwner = <T>(work: () => Promise<T>) =>
    callContext.run(
      {
        requestId: 'req-1',
        deadline: Infinity,
        actor: { type: 'user', id: bench.owner.caller.userId },
        address: '203.0.113.7',
      },
      work,
    );
  const newCredential = (name = 'CRM') =>
    asOwner(() =>
      bench.get(CredentialsService).create(bench.owner.caller, {
        kind: 'bearer',
        name,
        token: canary,
        allowedHosts: ['crm.example'],
      }),
    );

  it('tells of the sign-up', async () => {
    expect(await told('company.created')).toMatchObject({
      seq: 1,
      actor: { type: 'user', id: bench.owner.caller.userId, name: 'Mara Lindqvist' },
      target: { type: 'company', id: bench.companyId, label: 'Larkfield' },
    });
  });

  it('tells of a changed row who, from where, before and after, and masks its secrets (A6)', async () => {
    const { id } = await newCredential();
    const created = await told('credential.created');
    expect(created).toMatchObject({
      actor: { type: 'user', id: bench.owner.caller.userId, name: 'Mara Lindqvist' },
      address: '203.0.113.7',
      requestId: 'req-1',
      target: { type: 'credential', id, label: 'CRM' },
      before: null,
      after: { name: 'CRM', allowedHosts: ['crm.example'], sealed: mask },
    });
    await asOwner(() =>
      bench
        .get(CredentialsService)
        .update(bench.owner.caller, id, { name: 'CRM 2', secrets: { token: `${canary}-2` } }),
    );
    const updated = await told('credential.updated');
    expect(updated).toMatchObject({ before: { name: 'CRM', sealed: mask }, after: { name: 'CRM 2', sealed: mask } });
    expect(Object.keys(updated.after!)).not.toContain('allowedHosts');
    await asOwner(() => bench.get(CredentialsService).delete(bench.owner.caller, id));
    expect(await told('credential.deleted')).toMatchObject({ before: { name: 'CRM 2' }, after: null });
    const stored = JSON.stringify([
      await bench.db.query('SELECT * FROM audit_events'),
      await bench.db.query('SELECT data FROM outbox'),
    ]);
    expect(stored).not.toContain(canary);
    expect(stored).not.toContain('v1.');
  });

  it('tells each company of a person what changed about their account, once', async () => {
    const userId = bench.owner.caller.userId!;
    const envelope = {
      id: randomUUID(),
      type: accountEvents.accountChanged.type,
      producer: 'auth',
      companyId: 'platform',
      at: new Date().toISOString(),
      data: { userId, change: 'second_factor_removed', address: '203.0.113.9' },
    } as unknown as EventEnvelope;
    await bench.db.transaction((tx) => bench.get(AccountAudit).handle(tx, envelope));
    expect(await told('user.second-factor-removed')).toMatchObject({
      service: 'auth',
      actor: { type: 'user', id: userId, name: 'Mara Lindqvist' },
      target: { type: 'user', id: userId },
      address: '203.0.113.9',
    });
  });

  it('writes nothing of what is rolled back, nor of what did not change', async () => {
    const member = await bench.member('viewer');
    const { items } = await bench.get(MembersService).list(bench.owner.caller, { limit: 50 });
    const owner = items.find(({ role }) => role === 'owner')!;
    await told('member.created');
    const before = await all();
    await expect(bench.get(MembersService).remove(bench.owner.caller, owner.id)).rejects.toMatchObject({
      code: 'LAST_OWNER',
    });
    const { id } = items.find(({ userId }) => userId === member.caller.userId)!;
    await bench.get(MembersService).changeRole(bench.owner.caller, id, 'viewer');
    await bench.get(MembersService).changeRole(bench.owner.caller, id, 'operator');
    expect(await told('member.updated')).toMatchObject({ before: { role: 'viewer' }, after: { role: 'operator' } });
    expect(await all()).toHaveLength(before.length + 1);
  });

  it('tells of publication and deletion of a workflow, not of its drafts', async () => {
    const id = await bench.publish(row({ id: 'set', kind: 'data.set', config: { values: { a: 1 } } }), 'Triage');
    expect(await told('workflow.published')).toMatchObject({
      target: { id, label: 'Triage' },
      before: { currentVersion: 0 },
      after: { currentVersion: 1 },
    });
    await bench.get(WorkflowsService).delete(bench.owner.caller, id);
    await told('workflow.deleted');
    expect((await all()).filter(({ target }) => target.id === id).map(({ action }) => action)).toEqual([
      'workflow.deleted',
      'workflow.published',
      'workflow.created',
    ]);
  });

  it('tells of settings that are no rows of a repository', async () => {
    const { caller } = bench.owner;
    await bench.get(CompaniesService).update(bench.companyId, { timezone: 'Europe/Berlin' });
    expect(await told('company.updated')).toMatchObject({
      before: { timezone: 'UTC' },
      after: { timezone: 'Europe/Berlin' },
    });
    await bench
      .get(LimitsService)
      .setCompany(caller, { maxConcurrentRuns: 7, maxRunsPerMinute: null, maxQueuedRuns: 10_000 });
    expect(await told('limits.updated')).toMatchObject({ after: { maxConcurrentRuns: 7 } });
    await bench.get(RetentionService).set(caller, { runDays: 90, payloadDays: 30, artifactDays: null, auditDays: 365 });
    expect(await told('retention.updated')).toMatchObject({ before: { auditDays: 400 }, after: { auditDays: 365 } });
  });

  it('finds by actor, action, object, address and time', async () => {
    const { id } = await newCredential('Found');
    await eventually(async () =>
      expect((await audit.list(bench.owner.caller, { ...page, target: id })).items).toHaveLength(1),
    );
    const { caller } = bench.owner;
    const find = async (filters: object) =>
      (await audit.list(caller, { ...page, ...filters })).items.map(({ target }) => target.id);
    expect(await find({ address: '203.0.113.7', action: 'credential' })).toContain(id);
    expect(await find({ address: '203.0.113.8' })).toEqual([]);
    expect(await find({ actor: caller.userId, action: 'credential.created' })).toContain(id);
    expect(await find({ actor: newId('user') })).toEqual([]);
    expect(await find({ action: 'cred' })).toEqual([]);
    expect(await find({ to: new Date(Date.now() - 3600_000).toISOString() })).toEqual([]);
    expect(await find({ from: new Date(Date.now() - 3600_000).toISOString(), target: id })).toEqual([id]);
  });

  it('shows a company its own log alone (A1)', async () => {
    const stranger = callerAs('owner');
    const [event] = await all();
    expect(await all(stranger)).toEqual([]);
    await expect(audit.get(stranger, event!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await audit.verify(stranger)).toMatchObject({ ok: true, checked: 0, head: 0 });
  });

  it('is exported as CSV, formulas kept texts (A13), and as JSON Lines, each in the order of the log', async () => {
    await newCredential('=HYPERLINK("http://evil.example")');
    await told('credential.created');
    await eventually(async () => expect(JSON.stringify(await all())).toContain('HYPERLINK'));
    const read = async (format: 'csv' | 'jsonl') => {
      const file = await audit.export(bench.owner.caller, format, {});
      let text = '';
      for await (const chunk of file.content as AsyncIterable<string>) text += chunk;
      return text;
    };
    const csv = await read('csv');
    expect(csv).toContain('seq,at,action,actorType');
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    const lines = (await read('jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    await eventually(async () => {
      const { items } = await audit.list(bench.owner.caller, { ...page, action: 'audit-log.exported' });
      expect(items.map(({ facts }) => facts?.['format'])).toEqual(['jsonl', 'csv']);
    });
  });

  it('tells once of what comes again within a minute, and never fails who tells', async () => {
    const trail = bench.get(AuditTrail);
    const occasion = {
      companyId: bench.companyId,
      action: 'permission.refused',
      target: { type: 'route', id: 'GET /x' },
    };
    for (let times = 0; times < 5; times++) trail.tellSoon(occasion, 'alike');
    await told('permission.refused');
    expect((await all()).filter(({ action }) => action === 'permission.refused')).toHaveLength(1);
  });

  describe('A14: names the first break', () => {
    const verify = () => audit.verify(bench.owner.caller);
    const events = () =>
      bench.db.query<Record<string, string | number | null>>(
        'SELECT * FROM audit_events WHERE company_id = ? ORDER BY seq',
        [bench.companyId],
      );
    const put = async (rows: Record<string, string | number | null>[]) => {
      await bench.db.run('DELETE FROM audit_events WHERE company_id = ?', [bench.companyId]);
      for (const each of rows) {
        const names = Object.keys(each);
        await bench.db.run(
          `INSERT INTO audit_events (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          Object.values(each),
        );
      }
    };
    const heads = () =>
      bench.db.query<Record<string, string | number>>('SELECT * FROM audit_heads WHERE company_id = ?', [
        bench.companyId,
      ]);
    const setHead = (head: Record<string, string | number>) =>
      bench.db.run(
        'UPDATE audit_heads SET seq = ?, hash = ?, signature = ?, anchored_seq = ?, anchored_at = ? WHERE company_id = ?',
        [head['seq']!, head['hash']!, head['signature']!, head['anchored_seq']!, head['anchored_at']!, bench.companyId],
      );
    let kept: Record<string, string | number | null>[];
    let head: Record<string, string | number>;

    // Enough of them also where this test runs alone.
    beforeAll(async () => {
      const before = (await events()).length;
      const names = ['One', 'Two', 'Three', 'Four'];
      for (const name of names) await newCredential(name);
      await eventually(async () => expect((await events()).length).toBeGreaterThanOrEqual(before + names.length));
    });
    beforeEach(async () => {
      kept = await events();
      head = (await heads())[0]!;
    });
    afterEach(async () => {
      await put(kept);
      await setHead(head);
      expect(await verify()).toMatchObject({ ok: true, fault: null, next: null, checked: kept.length });
    });

    const fault = (kind: string, seq: number) => ({ ok: false, fault: { kind, seq } });

    it.each([
      ['what was done', 'detail', '{"before":null,"after":null,"facts":null}'],
      ['who did it', 'actor_id', 'usr_somebody'],
      ['when', 'at', 1],
      ['from where', 'address', '192.0.2.1'],
      ['the hash', 'hash', 'AAAA'],
    ])('edited: %s', async (_, name, value) => {
      await bench.db.run(`UPDATE audit_events SET ${name} = ? WHERE company_id = ? AND seq = 4`, [
        value,
        bench.companyId,
      ]);
      expect(await verify()).toMatchObject(fault('altered', 4));
    });

    it('deleted, from the middle and from the beginning', async () => {
      await bench.db.run('DELETE FROM audit_events WHERE company_id = ? AND seq = 5', [bench.companyId]);
      expect(await verify()).toMatchObject(fault('missing', 5));
      await bench.db.run('DELETE FROM audit_events WHERE company_id = ? AND seq <= 2', [bench.companyId]);
      expect(await verify()).toMatchObject(fault('missing', 1));
    });

    it('deleted, and the others moved up', async () => {
      await put(kept.filter(({ seq }) => seq !== 5).map((each, index) => ({ ...each, seq: index + 1 })));
      expect(await verify()).toMatchObject(fault('altered', 5));
    });

    it('reordered', async () => {
      await put(kept.map((each) => ({ ...each, seq: each['seq'] === 3 ? 4 : each['seq'] === 4 ? 3 : each['seq']! })));
      expect(await verify()).toMatchObject(fault('reordered', 3));
    });

    it('cut: the end is gone', async () => {
      const last = kept.length;
      await bench.db.run('DELETE FROM audit_events WHERE company_id = ? AND seq > ?', [bench.companyId, last - 2]);
      expect(await verify()).toMatchObject(fault('cut', last - 1));
    });

    it('cut, and the record of the end set to the new one', async () => {
      const to = kept.at(-3)!;
      await bench.db.run('DELETE FROM audit_events WHERE company_id = ? AND seq > ?', [bench.companyId, to['seq']!]);
      await setHead({ ...head, seq: to['seq']!, hash: to['hash']! } as typeof head);
      expect(await verify()).toMatchObject(fault('head', to['seq'] as number));
      // The next event signs the end again, and hides nothing.
      await bench.db.transaction((tx) =>
        bench.get(AuditLog).append(tx, {
          id: newId('auditEvent'),
          companyId: bench.companyId,
          service: 'company',
          at: Date.now(),
          entry: {
            action: 'test.written',
            actor: { type: 'service', id: 'company' },
            target: { type: 'test', id: 'x', label: null },
            address: null,
            requestId: null,
            before: null,
            after: null,
            facts: null,
          },
        }),
      );
      expect(await verify()).toMatchObject(fault('head', to['seq'] as number));
      await bench.db.run('UPDATE audit_heads SET fault_seq = 0 WHERE company_id = ?', [bench.companyId]);
    });

    it('cut, and the whole database set back to an earlier state: its anchor knows better', async () => {
      const [before] = await heads();
      const rows = await events();
      await newCredential('After the copy');
      await eventually(async () => expect(await events()).toHaveLength(rows.length + 1));
      expect(await bench.get(AuditAnchors).anchorAll()).toBe(1);
      await put(rows);
      await setHead(before!);
      expect(await verify()).toMatchObject({
        ...fault('cut', rows.length + 1),
        anchor: { seq: rows.length + 1 },
      });
      const blobs = bench.get<Blobs>(Blobs);
      for (const key of (await blobs.list(`${bench.companyId}/audit-anchors/`)).keys) await blobs.delete(key);
    });
  });

  it('goes on where its time was up', async () => {
    const first = await bench.get(AuditService).verify(bench.owner.caller, 3);
    expect(first).toMatchObject({ ok: true, first: 1, checked: first.head - 2, next: null });
  });

  it('is cut by its retention, and what is left can still be verified', async () => {
    const { head } = await audit.verify(bench.owner.caller);
    expect(await bench.get(AuditLog).cut(bench.companyId, Date.now() + 60_000, 4)).toBe(4);
    expect(await audit.verify(bench.owner.caller)).toMatchObject({ ok: true, first: 5, checked: head - 4 });
    expect(await bench.get(AuditLog).cut(bench.companyId, 0, 100)).toBe(0);
  });
});
