import {
  AppError,
  companyDataRpc,
  companyLifecycleEvents,
  companyRpc,
  newId,
  type CompanyMembership,
} from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Blobs } from '#libs/platform/blobs';
import type { RpcClient } from '#libs/platform/rpc';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { LimitsInForce } from '../limits/limits-in-force.js';
import { MemberRepository } from '../members/member.repository.js';
import { MembersService } from '../members/members.service.js';
import { RunsService } from '../runs/runs.service.js';
import { SchedulesService } from '../schedules/schedules.service.js';
import { Scheduler } from '../schedules/scheduler.js';
import { TriggersService } from '../triggers/triggers.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { CompaniesService } from './companies.service.js';
import { CompanyLifecycleService } from './company-lifecycle.service.js';
import { CompanySecurityService } from './company-security.service.js';

const here = '203.0.113.7';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe.each(backends)('companies on %s', (backend) => {
  let bench: CompanyBench;
  let asAuth: RpcClient;
  let lifecycle: CompanyLifecycleService;

  beforeAll(async () => {
    // Nobody waits for days: what is asked for is due at once.
    bench = await CompanyBench.start(backend, { AAAS_DELETION_GRACE_DAYS: '0' });
    asAuth = bench.service.as('auth');
    lifecycle = bench.get(CompanyLifecycleService);
  });
  afterAll(() => bench.stop());

  const companiesOf = async (userId: string): Promise<CompanyMembership[]> =>
    (await asAuth.call(companyRpc.memberships, { userId })).companies;
  const another = (name = 'Northwind') => bench.get(CompaniesService).createAnother(bench.owner.caller.userId, name);
  const ownerOf = ({ id }: CompanyMembership) => callerAs('owner', id, bench.owner.caller.userId);
  const told = async (companyId: string, action: string) => {
    const rows = await bench.db.query<{ data: string }>(
      'SELECT data FROM outbox WHERE company_id = ? AND data LIKE ?',
      [companyId, `%"${action}"%`],
    );
    return rows.map(({ data }) => JSON.parse(data) as { action: string; facts: Record<string, string> | null });
  };

  describe('several of one person', () => {
    it('are theirs, the active ones first, and apart from each other', async () => {
      const second = await another();
      expect(second).toEqual({ id: expect.any(String), name: 'Northwind', role: 'owner', state: 'active' });
      await lifecycle.deactivate(bench.companyId);
      expect((await companiesOf(bench.owner.caller.userId)).map(({ state }) => state).slice(-1)).toEqual([
        'deactivated',
      ]);
      await lifecycle.reactivate(bench.companyId);
      const [first] = await companiesOf(bench.owner.caller.userId);
      expect(first).toMatchObject({ id: bench.companyId, state: 'active' });
      await bench.get(CompaniesService).update(second.id, { timezone: 'Europe/Berlin', locale: 'de' });
      expect(await bench.get(CompaniesService).get(bench.companyId)).toMatchObject({ timezone: 'UTC', locale: 'en' });
    });

    it('are made by people alone', async () => {
      expect(await codeOf(bench.get(CompaniesService).createAnother(newId('user'), 'Nobody'))).toBe('FORBIDDEN');
    });
  });

  describe('what they ask for', () => {
    it('is kept, said to the doors of all services, and audited', async () => {
      const company = await another('Rules');
      const rules = bench.get(CompanySecurityService);
      const change = { secondFactorRequired: true, sessionHours: 8, memberNetworks: ['203.0.113.0/24'] };
      await rules.update(ownerOf(company), change, here);
      await rules.update(ownerOf(company), { emailDomains: ['larkfield.example'] }, here);
      const { userId } = ownerOf(company);
      const answer = await asAuth.call(companyRpc.membership, { userId, companyId: company.id });
      expect(answer).toMatchObject({
        emailAllowed: true,
        security: { ...change, emailDomains: ['larkfield.example'], apiKeyNetworks: [] },
      });
      expect(await told(company.id, 'company.updated')).toHaveLength(2);
    });

    it('never keeps out whoever asks for it', async () => {
      const company = await another('Locked');
      const rules = bench.get(CompanySecurityService);
      const byKey = { ...ownerOf(company), apiKeyId: newId('apiKey') };
      expect(await codeOf(rules.update(ownerOf(company), { memberNetworks: ['198.51.100.0/24'] }, here))).toBe(
        'WOULD_LOCK_YOU_OUT',
      );
      expect(await codeOf(rules.update(ownerOf(company), { emailDomains: ['other.example'] }, here))).toBe(
        'WOULD_LOCK_YOU_OUT',
      );
      expect(await codeOf(rules.update(byKey, { apiKeyNetworks: ['198.51.100.7'] }, here))).toBe('WOULD_LOCK_YOU_OUT');
      expect(await codeOf(rules.update(ownerOf(company), { apiKeyNetworks: ['198.51.100.7'] }, here))).toBe('done');
      expect((await rules.get(company.id)).memberNetworks).toEqual([]);
      // Nor does an administrator take the company from its owner.
      const email = 'admin@other.example';
      const admin = { userId: newId('user'), name: 'Al', email, role: 'admin' as const };
      await asAuth.call(companyRpc.admitMember, { companyId: company.id, ...admin });
      const caller = callerAs('admin', company.id, admin.userId);
      expect(await codeOf(rules.update(caller, { emailDomains: ['other.example'] }, here))).toBe('WOULD_LOCK_YOU_OUT');
      const both = ['other.example', 'larkfield.example'];
      expect(await codeOf(rules.update(caller, { emailDomains: both }, here))).toBe('done');
    });

    it('keeps addresses of other domains out: members there are, and new ones', async () => {
      const company = await another('Domains');
      const outsider = { userId: newId('user'), name: 'Bo', email: 'bo@other.example', role: 'viewer' as const };
      await asAuth.call(companyRpc.admitMember, { companyId: company.id, ...outsider });
      await bench.get(CompanySecurityService).update(ownerOf(company), { emailDomains: ['larkfield.example'] }, here);
      const ask = { userId: outsider.userId, companyId: company.id };
      expect((await asAuth.call(companyRpc.membership, ask)).emailAllowed).toBe(false);
      const next = { ...outsider, userId: newId('user'), companyId: company.id };
      expect(await codeOf(asAuth.call(companyRpc.admitMember, next))).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
      const added = { email: 'cy@larkfield.example.evil.example', name: 'Cy', role: 'viewer' as const };
      expect(await codeOf(bench.get(MembersService).add(ownerOf(company), added))).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
    });
  });

  describe('transfer', () => {
    it('makes the member owner and the owner administrator, once', async () => {
      const company = await another('Handed on');
      const heir = { userId: newId('user'), name: 'Ida', email: 'ida@larkfield.example', role: 'viewer' as const };
      await asAuth.call(companyRpc.admitMember, { companyId: company.id, ...heir });
      const { items } = await bench.get(MembersService).list(ownerOf(company), { limit: 10, search: 'Ida' });
      const { id } = items[0]!;
      const stranger = await bench.member('viewer');
      const elsewhere = await bench.get(MembersService).list(bench.owner.caller, { limit: 10, search: stranger.name });
      // A1: a member of another company is nobody here.
      for (const unknown of [newId('member'), elsewhere.items[0]!.id])
        expect(await codeOf(lifecycle.transfer(ownerOf(company), unknown))).toBe('MEMBER_NOT_FOUND');
      const both = [1, 2].map(() => codeOf(lifecycle.transfer(ownerOf(company), id)));
      expect((await Promise.all(both)).sort()).toEqual(['FORBIDDEN', 'done']);
      expect(await companiesOf(heir.userId)).toMatchObject([{ role: 'owner' }]);
      expect((await companiesOf(ownerOf(company).userId)).find((each) => each.id === company.id)?.role).toBe('admin');
      expect(await told(company.id, 'company.transferred')).toMatchObject([
        { facts: { from: 'mara@larkfield.example', to: heir.email } },
      ]);
    });
  });

  describe('deactivated', () => {
    afterEach(() => lifecycle.reactivate(bench.companyId));

    it('start no runs, by request or by a schedule; what is under way ends', async () => {
      const waits = await bench.publish(row({ id: 'hold', kind: 'flow.wait', config: { for: 'PT0.2S' } }));
      const clock = await bench.publish({
        nodes: [
          { id: 'clock', kind: 'trigger.schedule', config: { cron: '0 0 1 1 *' } },
          { id: 'say', kind: 'data.set', config: { values: {} } },
        ],
        edges: [{ from: 'clock', to: 'say' }],
      });
      const run = await bench.run(waits);
      await lifecycle.deactivate(bench.companyId);
      expect(await codeOf(bench.run(waits))).toBe('COMPANY_DEACTIVATED');
      const { items } = await bench.get(TriggersService).list(bench.owner.caller, clock, { limit: 10 });
      const { id } = items[0]!;
      await bench.db.run('UPDATE triggers SET due_at = ?, next_at = ? WHERE id = ?', [1000, 1000, id]);
      bench.get(Scheduler).wake();
      await eventually(async () => {
        const past = await bench.get(SchedulesService).listFirings(bench.owner.caller, id, { limit: 10 });
        expect(past.items).toMatchObject([{ status: 'skipped', reason: 'The company is deactivated', runId: null }]);
      });
      expect((await bench.finished(run)).status).toBe('succeeded');
      await lifecycle.reactivate(bench.companyId);
      expect((await bench.finished(await bench.run(waits))).status).toBe('succeeded');
    });
  });

  describe('deleted', () => {
    /** Rows in any table that name the company, but for facts under way to other services. */
    const traces = async (companyId: string) => {
      const tables = await bench.db.query<{ t: string }>(
        backend === 'sqlite'
          ? "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
          : 'SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()',
      );
      const found: string[] = [];
      for (const { t } of tables) {
        if (['outbox', 'company_removals'].includes(t)) continue;
        const rows = await bench.db.query(`SELECT * FROM \`${t}\``);
        if (JSON.stringify(rows).includes(companyId)) found.push(t);
      }
      return found;
    };
    const ask = (companyId: string, confirm: string) => lifecycle.delete(companyId, confirm);

    it('are not, unless the name is said; and not while it can be cancelled', async () => {
      const company = await another('Kept');
      expect(await codeOf(ask(company.id, 'Something else'))).toBe('VALIDATION_FAILED');
      expect(await lifecycle.get(company.id)).toEqual({
        state: 'active',
        deactivatedAt: null,
        deleteAt: null,
        graceDays: 0,
      });
      // As it is with fourteen days: nothing is due.
      const grace = new CompanyLifecycleService(
        bench.db,
        bench.get(MemberRepository),
        bench.get(AuditTrail),
        bench.get(LimitsInForce),
        14,
      );
      const asked = await grace.delete(company.id, 'Kept');
      expect(asked.state).toBe('deleting');
      expect(Date.parse(asked.deleteAt!) - Date.parse(asked.deactivatedAt!)).toBe(14 * 86_400_000);
      expect(await grace.delete(company.id, 'Kept')).toEqual(asked);
      expect(await grace.reactivate(company.id)).toMatchObject({ state: 'active', deleteAt: null });
      expect((await told(company.id, 'company.deletion-cancelled')).length).toBe(1);
    });

    it('leave no row and no file behind, whoever was in no other company is named, and others stay', async () => {
      const company = await another('Gone');
      const owner = ownerOf(company);
      const lonely = { userId: newId('user'), name: 'Lo', email: 'lo@larkfield.example', role: 'viewer' as const };
      await asAuth.call(companyRpc.admitMember, { companyId: company.id, ...lonely });
      const workflows = bench.get(WorkflowsService);
      const definition = {
        schemaVersion: 1 as const,
        ...row({ id: 'say', kind: 'data.set', config: { values: { a: 1 } } }),
      };
      const workflow = await workflows.create(owner, { name: 'Leaves traces', definition });
      await workflows.publish(owner, workflow.id, undefined);
      const start = { input: {}, trigger: 'trigger.api' as const, immediate: false, key: undefined };
      const run = await bench.get(RunsService).start(owner, workflow.id, start);
      await bench.durable.waitFor(run.id, 20_000);
      const blobs = bench.get<Blobs>(Blobs);
      await blobs.put(`${company.id}/artifacts/one`, 'a file', { contentType: 'text/plain' });
      expect((await traces(company.id)).length).toBeGreaterThan(6);
      expect(await traces(run.id)).toEqual(expect.arrayContaining(['durable_history', 'runs']));
      const others = (await traces(bench.companyId)).length;

      await ask(company.id, 'Gone');
      await eventually(async () => expect(await traces(company.id)).toEqual([]), { withinMs: 20_000 });
      // Parts of its rows, which do not name the company.
      expect(await traces(run.id)).toEqual([]);
      await eventually(async () => expect((await blobs.list(`${company.id}/`)).keys).toEqual([]));
      expect((await traces(bench.companyId)).length).toBe(others);
      const [event] = await bench.db.query<{ data: string }>(
        'SELECT data FROM outbox WHERE company_id = ? AND type = ?',
        [company.id, companyLifecycleEvents.companyDeleted.type],
      );
      expect(JSON.parse(event!.data)).toEqual({ companyId: company.id, accounts: [lonely.userId] });
      expect(await asAuth.call(companyRpc.withoutCompany, { userIds: [lonely.userId, owner.userId] })).toEqual({
        userIds: [lonely.userId],
      });
      expect(await codeOf(lifecycle.get(company.id))).toBe('COMPANY_NOT_FOUND');
    }, 120_000);
  });

  it('are read for the export by pages, each its own and without secrets', async () => {
    const company = await another('Read');
    const self = bench.service.as('company');
    const rows = (table: string) =>
      self.call(companyDataRpc.company.rows, { table, after: null }, { caller: ownerOf(company) });
    const { tables } = await self.call(companyDataRpc.company.tables, {}, { caller: ownerOf(company) });
    expect(tables).toEqual(
      expect.arrayContaining(['companies', 'members', 'runs', 'inbox_answers', 'durable_history']),
    );
    expect(tables).not.toContain('outbox');
    const members = (await rows('members')).lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(members).toMatchObject([{ company_id: company.id, role: 'owner', email: 'mara@larkfield.example' }]);
    for (const table of ['outbox', 'schema_migrations', 'members; DROP TABLE members', '__proto__'])
      expect(await codeOf(rows(table))).toBe('NOT_FOUND');
    const admin = self.call(companyDataRpc.company.tables, {}, { caller: callerAs('admin', company.id) });
    expect(await codeOf(admin)).toBe('FORBIDDEN');
  });
});
