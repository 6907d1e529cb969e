import { idAt, newId } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { InboxService } from '../inbox/inbox.service.js';
import { ReportsService } from './reports.service.js';

const day = 86_400_000;
const hour = 3_600_000;

describe.each(backends)('reports on %s', (backend) => {
  let bench: CompanyBench;
  let reports: ReportsService;
  let now: number;
  const [one, other] = [newId('workflow'), newId('workflow')];
  const query = { timezone: 'UTC', format: 'json' as const };
  const usage = (rest: object = {}) => reports.runs(bench.owner.caller, { by: 'day', ...query, ...rest });

  /** A row as a run leaves it, made at a time of the test's choice. */
  async function ran(workflowId: string, at: number, status: string, ms: number | null): Promise<void> {
    // Ids of one millisecond differ in their last letters.
    const id = `${idAt('run', at).slice(0, -8)}${newId('run').slice(-8)}`;
    await bench.db.run(
      `INSERT INTO runs (id, company_id, workflow_id, workflow_name, version_id, version, status, \`trigger\`, started_by_name,
         input_tokens, output_tokens, cost_micros, created_at, started_at, finished_at)
       VALUES (?, ?, ?, ?, 'v', 1, ?, 'trigger.api', 'x', 0, 0, 0, ?, ?, ?)`,
      [
        id,
        bench.companyId,
        workflowId,
        workflowId === one ? 'One' : 'Other',
        status,
        at,
        at,
        ms === null ? null : at + ms,
      ],
    );
  }

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    reports = bench.get(ReportsService);
    now = await bench.db.now();
    for (let index = 1; index <= 20; index++) await ran(one, now - 2 * hour - index, 'succeeded', index * 100);
    await ran(one, now - 2 * hour, 'failed', 5000);
    await ran(other, now - 2 * hour, 'waiting', null);
    await ran(other, now - 2 * hour, 'cancelled', 1);
    await ran(other, now - 40 * day, 'succeeded', 900);
  });
  afterAll(() => bench.stop());

  it('count by how runs stand, over all and by the day', async () => {
    const { items, totals } = await usage();
    expect(items).toHaveLength(30);
    expect(totals).toMatchObject({ runs: 23, succeeded: 20, failed: 1, cancelled: 1, open: 1, success: 20 / 21 });
    expect(items.reduce((sum, { runs }) => sum + runs, 0)).toBe(23);
    expect(items[0]).toMatchObject({ runs: 0, success: null, durationMs: { p50: null, p95: null } });
  });

  it('put each run into its hour', async () => {
    const { items } = await usage({ by: 'hour', from: new Date(now - 5 * hour).toISOString() });
    const busy = items.filter(({ runs }) => runs > 0);
    expect(busy.reduce((sum, { runs }) => sum + runs, 0)).toBe(23);
    for (const { at } of busy) expect(Math.abs(Date.parse(at) - (now - 2 * hour))).toBeLessThan(hour + 1000);
  });

  it('tell percentiles by nearest rank', async () => {
    // 20 that took 100, 200 … 2000 ms, and one of 5000: the 11th, and the 20th of 21.
    expect((await usage()).totals.durationMs).toEqual({ p50: 1100, p95: 2000 });
  });

  it('hold the period before beside it', async () => {
    const { before } = await usage();
    expect(before).toMatchObject({ runs: 1, succeeded: 1, success: 1, durationMs: { p50: 900, p95: 900 } });
  });

  it('can look at one workflow', async () =>
    expect((await usage({ workflowId: other })).totals).toMatchObject({ runs: 2, open: 1, cancelled: 1 }));

  it('compare workflows, the busiest first', async () => {
    const { items } = await reports.workflows(bench.owner.caller, query);
    expect(items.map(({ workflowName, runs }) => [workflowName, runs])).toEqual([
      ['One', 21],
      ['Other', 2],
    ]);
    expect(items[0]?.durationMs).toEqual({ p50: 1100, p95: 2000 });
  });

  it('show nothing of another company', async () => {
    const stranger = { ...bench.owner.caller, companyId: newId('company') };
    expect((await reports.runs(stranger, { by: 'day', ...query })).totals.runs).toBe(0);
    expect((await reports.workflows(stranger, query)).items).toEqual([]);
    expect((await reports.people(stranger, query)).totals.answered).toBe(0);
  });

  it('know how long people take', async () => {
    const ask = { id: 'ask', kind: 'human.approval', config: { title: 'May I?', assignees: ['role:owner'] } };
    const workflow = await bench.publish(row(ask), 'Asks');
    const run = await bench.run(workflow);
    const inbox = bench.get(InboxService);
    const item = await eventually(async () => {
      const { items } = await inbox.list(bench.owner.caller, { limit: 10, status: 'open', runId: run });
      if (!items[0]) throw new Error('not asked yet');
      return items[0];
    });
    await inbox.answer(bench.owner.caller, item.id, { decision: 'approved' });
    await bench.finished(run);
    const { items, totals } = await reports.people(bench.owner.caller, query);
    expect(items).toMatchObject([{ workflowId: workflow, workflowName: 'Asks', answered: 1, expired: 0 }]);
    expect(totals.answerMs.p50).toBeGreaterThan(0);
    expect(totals.answerMs.p50).toBeLessThan(60_000);
  });
});
