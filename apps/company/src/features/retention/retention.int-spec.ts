import { idAt, newId, type RetentionPolicy } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunsService } from '../runs/runs.service.js';
import { StepsService } from '../runs/steps.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { Sweeper } from './sweeper.js';
import { Sweeping, type Batch } from './sweeping.js';

const dayMs = 86_400_000;
const echo = row({ id: 'say', kind: 'data.set', config: { values: { text: '{{ input.text }}' } } });
const patient = row({ id: 'wait', kind: 'flow.wait', config: { signal: 'go' } });

describe.each(backends)('retention on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;
  let sweeping: Sweeping;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
    sweeping = bench.get(Sweeping);
    // Its own passes would take what these tests take.
    await bench.get(Sweeper).beforeApplicationShutdown();
  });
  afterAll(() => bench.stop());

  /** A whole pass over the company, as if it were so many days later. */
  async function sweep(days: number): Promise<Omit<Batch, 'more'> & { batches: number }> {
    const now = (await bench.db.now()) + days * dayMs;
    const all = { runsDeleted: 0, payloadsExpired: 0, artifactsDeleted: 0, batches: 0 };
    for (let more = true; more; all.batches += 1) {
      const batch = await sweeping.batch(bench.companyId, now);
      all.runsDeleted += batch.runsDeleted;
      all.payloadsExpired += batch.payloadsExpired;
      all.artifactsDeleted += batch.artifactsDeleted;
      more = batch.more;
    }
    return all;
  }
  const countOf = async (table: string, where = '1 = 1') =>
    Number((await bench.db.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`))[0]!.n);
  const blobsOf = async (run: string) =>
    (await bench.get(Blobs).list(`${bench.companyId}/durable/${run}/`)).keys.length;
  const waiting = (run: string) =>
    eventually(async () => expect((await bench.get(Durable).summary(run))?.status).toBe('waiting'));

  it('has a policy that is the default until it is set', async () => {
    const service = bench.get(RetentionService);
    const { caller } = bench.owner;
    // A pass may have come by already.
    const policyOf = ({ lastSweep: _, ...policy }: RetentionPolicy) => policy;
    const policy = { runDays: 90, payloadDays: 30, artifactDays: null, auditDays: 400 };
    expect(policyOf(await service.get(caller))).toEqual(policy);
    const shorter = { runDays: 10, payloadDays: 5, artifactDays: 7, auditDays: 90 };
    expect(policyOf(await service.set(caller, shorter))).toEqual(shorter);
    expect(await service.get({ ...caller, companyId: newId('company') })).toMatchObject({ runDays: 90 });
    await service.set(caller, policy);
  });

  it('takes payloads first and says so, then the runs, a large number in batches, and never one that is under way', async () => {
    const workflow = await bench.publish(echo);
    const large = 'x'.repeat(100_000);
    const big = await bench.run(workflow, { text: large });
    const many = await Promise.all(Array.from({ length: 230 }, (_, n) => bench.run(workflow, { text: `n${n}` })));
    const alive = await bench.run(await bench.publish(patient), { keep: 'me' });
    for (const run of [big, ...many]) expect((await bench.finished(run)).status).toBe('succeeded');
    await waiting(alive);
    expect(await blobsOf(big)).toBeGreaterThan(0);

    expect(await sweep(29)).toMatchObject({ runsDeleted: 0, payloadsExpired: 0 });
    expect(await sweep(31)).toMatchObject({ runsDeleted: 0, payloadsExpired: 231, batches: 3 });
    expect(await sweep(31)).toMatchObject({ payloadsExpired: 0 });
    expect(await blobsOf(big)).toBe(0);
    const seen = await runs.get(bench.owner.caller, big);
    expect(seen).toMatchObject({
      status: 'succeeded',
      input: null,
      output: null,
      expiredAt: expect.any(String) as string,
    });
    const { items: steps } = await bench.get(StepsService).list(bench.owner.caller, big, { limit: 10 });
    expect(steps.map(({ path, status, output }) => [path, status, output])).toEqual([
      ['start', 'succeeded', null],
      ['say', 'succeeded', null],
    ]);
    const { items: events } = await runs.history(bench.owner.caller, big, 0, 100);
    expect(events.length).toBeGreaterThan(2);
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', data: { expired: true } });
    expect(JSON.stringify(events)).not.toContain(large);
    expect(await runs.get(bench.owner.caller, alive)).toMatchObject({ input: { keep: 'me' } });
    expect((await runs.get(bench.owner.caller, alive)).expiredAt).toBeUndefined();

    expect(await sweep(91)).toMatchObject({ runsDeleted: 231, batches: 3 });
    expect(await countOf('runs')).toBe(1);
    expect(await countOf('durable_runs')).toBe(1);
    expect(await countOf('durable_history', `run_id <> '${alive}'`)).toBe(0);
    await expect(runs.get(bench.owner.caller, big)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });

    // The one that outlived them all loses its payloads by its own end, not by its beginning.
    await bench.get(RunControlService).signal(bench.owner.caller, alive, { name: 'go', payload: 'done' });
    expect(await bench.finished(alive)).toMatchObject({ status: 'succeeded', output: 'done' });
    expect(await countOf('retention_pending')).toBe(1);
    expect(await sweep(29)).toMatchObject({ payloadsExpired: 0 });
    expect(await sweep(31)).toMatchObject({ payloadsExpired: 1 });
    expect(await countOf('retention_pending')).toBe(0);
    expect(await sweep(91)).toMatchObject({ runsDeleted: 1 });
    for (const table of ['runs', 'durable_runs', 'durable_history', 'durable_inbox', 'durable_snapshots'])
      expect([table, await countOf(table)]).toEqual([table, 0]);
  }, 120_000);

  it('goes on where it was interrupted', async () => {
    const run = await bench.run(await bench.publish(echo), { text: 'y'.repeat(100_000) });
    await bench.finished(run);
    const failing = jest
      .spyOn(bench.get(RetentionRepository), 'markExpired')
      .mockRejectedValueOnce(new Error('killed'));
    await expect(sweep(31)).rejects.toThrow('killed');
    failing.mockRestore();
    // Half taken: it is seen all the same.
    expect(await runs.get(bench.owner.caller, run)).toHaveProperty('status', 'succeeded');
    expect(await sweep(31)).toMatchObject({ payloadsExpired: 1 });
    const half = jest.spyOn(bench.get(RetentionRepository), 'deleteRuns').mockRejectedValueOnce(new Error('killed'));
    await expect(sweep(91)).rejects.toThrow('killed');
    half.mockRestore();
    expect(await sweep(91)).toMatchObject({ runsDeleted: 1 });
    expect(await countOf('durable_history')).toBe(0);
  });

  it('takes files by their own age, with what they hold', async () => {
    const artifacts = bench.get(ArtifactStore);
    const file = { name: 'a.txt', contentType: 'text/plain', content: 'hello' };
    const { id } = await artifacts.create(bench.companyId, file, { runId: null });
    expect(await sweep(3000)).toMatchObject({ artifactsDeleted: 0 });
    await bench
      .get(RetentionService)
      .set(bench.owner.caller, { runDays: 90, payloadDays: 30, artifactDays: 7, auditDays: 400 });
    expect(await sweep(6)).toMatchObject({ artifactsDeleted: 0 });
    expect(await sweep(8)).toMatchObject({ artifactsDeleted: 1 });
    await expect(artifacts.open(bench.companyId, id)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
    expect((await bench.get(Blobs).list(`${bench.companyId}/artifacts/`)).keys).toEqual([]);
  });

  it('is done by one process, and its last pass is seen', async () => {
    await bench.finished(await bench.run(await bench.publish(echo), { text: 'z' }));
    const { sweeper } = {
      sweeper: new (bench.get(Sweeper).constructor as typeof Sweeper)(
        bench.db,
        bench.get(RetentionRepository),
        sweeping,
        { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
      ),
    };
    sweeper.onApplicationBootstrap();
    await eventually(async () =>
      expect((await bench.get(RetentionService).get(bench.owner.caller)).lastSweep).toMatchObject({ runsDeleted: 0 }),
    );
    await sweeper.beforeApplicationShutdown();
    const [lease] = await bench.db.query<{ expires_at: number }>(
      "SELECT expires_at FROM event_leases WHERE name = 'retention'",
    );
    expect(Number(lease!.expires_at)).toBe(0);
  });

  if (backend === 'mariadb')
    it('finds what is due by an index', async () => {
      const plan = async (sql: string, params: (string | number)[]) =>
        (await bench.db.query<{ table: string; key: string | null; type: string }>(`EXPLAIN ${sql}`, params)).map(
          ({ key, type }) => [type, key],
        );
      const bound = idAt('run', Date.now());
      expect(
        await plan('SELECT id FROM runs WHERE company_id = ? AND id < ? AND finished_at < ? ORDER BY id LIMIT 100', [
          bench.companyId,
          bound,
          1,
        ]),
      ).toEqual([
        [expect.stringMatching(/range|ref/) as string, expect.stringMatching(/ix_runs_company|PRIMARY/) as string],
      ]);
      expect(
        await plan('SELECT id FROM artifacts WHERE company_id = ? AND id < ? ORDER BY id LIMIT 100', [
          bench.companyId,
          bound,
        ]),
      ).toEqual([
        [expect.stringMatching(/range|ref/) as string, expect.stringContaining('ix_artifacts_company') as string],
      ]);
    });
});
