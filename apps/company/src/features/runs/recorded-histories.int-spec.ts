/**
 * Runs as released versions carried them out, decided and read by today's code; and representative runs of today, which
 * `npm run histories -- <version>` keeps as that version's (see docs/releasing.md).
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { durableMigrations } from '#libs/durable';
import { openDatabase } from '#libs/platform/database';
import { silentLogger } from '#libs/platform/logging';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { decided, readByDurable, record, type RecordedRun } from '../../testing/recorded-run.js';
import { InboxService } from '../inbox/inbox.service.js';
import { RunControlService } from './run-control.service.js';

const folder = join(__dirname, 'histories');
const files = existsSync(folder)
  ? readdirSync(folder).flatMap((version) => readdirSync(join(folder, version)).map((file) => join(version, file)))
  : [];
const release = process.env['AAAS_RECORD_HISTORIES'];

async function expectSame(recorded: RecordedRun): Promise<void> {
  const { state, commands, steps } = decided(recorded);
  expect(commands).toEqual(recorded.commands);
  expect(steps).toEqual(recorded.steps);
  const dataDir = mkdtempSync(join(tmpdir(), 'aaas-history-'));
  const db = await openDatabase({ service: 'x', dataDir, migrations: durableMigrations, logger: silentLogger() });
  try {
    expect(await readByDurable(db, 'run_1', recorded)).toEqual(state);
  } finally {
    await db.close();
    rmSync(dataDir, { recursive: true });
  }
}

describe('recorded runs of released versions', () => {
  it.each(files)('%s is decided and read as it was', async (file) => {
    await expectSame(JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedRun);
  });

  it('are there', () => expect(files.length).toBeGreaterThan(7));
});

describe('representative runs', () => {
  const peer = new HttpPeer();
  let bench: CompanyBench;
  let address = '';
  beforeAll(async () => {
    address = await peer.start();
    bench = await CompanyBench.start('sqlite', { AAAS_EGRESS_ALLOW: new URL(address).host });
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });

  const start = async (definition: Pick<Definition, 'nodes' | 'edges'>, input: unknown = {}): Promise<string> =>
    bench.run(await bench.publish(definition), input);
  const open = (runId: string, count = 1) =>
    eventually(async () => {
      const { items } = await bench.get(InboxService).list(bench.owner.caller, { limit: 50, status: 'open', runId });
      expect(items).toHaveLength(count);
      return items;
    });
  const answer = async (runId: string, decision: string, count = 1): Promise<void> => {
    for (const { id } of await open(runId, count))
      await bench.get(InboxService).answer(bench.owner.caller, id, { decision } as never);
  };
  const control = () => bench.get(RunControlService);
  const ask = { id: 'ask', kind: 'human.approval', config: { title: 'Go on?', assignees: ['role:owner'] } };
  const set = (id: string, value: string) => ({ id, kind: 'data.set', config: { values: { value } } });

  const runs: Record<string, () => Promise<string>> = {
    branches: async () =>
      start(
        {
          nodes: [
            { id: 'start', kind: 'trigger.api', config: {} },
            { id: 'big', kind: 'flow.condition', config: { if: '{{ input.n > 5 }}' } },
            set('yes', '{{ input.n }}'),
            set('no', 'none'),
            { id: 'end', kind: 'flow.merge', config: { mode: 'all' } },
          ],
          edges: [
            { from: 'start', to: 'big' },
            { from: 'big', port: 'true', to: 'yes' },
            { from: 'big', port: 'false', to: 'no' },
            { from: 'yes', to: 'end' },
            { from: 'no', to: 'end' },
          ],
        },
        { n: 7 },
      ),
    items: async () =>
      start(
        {
          nodes: [
            { id: 'start', kind: 'trigger.api', config: {} },
            {
              id: 'each',
              kind: 'flow.map',
              config: { items: '{{ input.list }}', concurrency: 2, onItemError: 'collect' },
            },
            { id: 'odd', kind: 'flow.condition', config: { if: '{{ item % 2 == 1 }}' }, parent: 'each' },
            { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'even' }, parent: 'each' },
            { ...set('keep', '{{ item }}'), parent: 'each' },
          ],
          edges: [
            { from: 'start', to: 'each' },
            { from: 'odd', port: 'false', to: 'stop' },
            { from: 'odd', port: 'true', to: 'keep' },
          ],
        },
        { list: [1, 2, 3, 4, 5] },
      ),
    rounds: async () =>
      start({
        nodes: [
          { id: 'start', kind: 'trigger.api', config: {} },
          { id: 'round', kind: 'flow.loop', config: { while: '{{ index < 3 }}', maxIterations: 5 } },
          { ...set('count', '{{ index }}'), parent: 'round' },
        ],
        edges: [{ from: 'start', to: 'round' }],
      }),
    'approval-and-pause': async () => {
      const run = await start({
        nodes: [{ id: 'start', kind: 'trigger.api', config: {} }, ask, set('yes', 'ok'), set('no', 'no')],
        edges: [
          { from: 'start', to: 'ask' },
          { from: 'ask', port: 'approved', to: 'yes' },
          { from: 'ask', port: 'rejected', to: 'no' },
        ],
      });
      await open(run);
      await control().pause(bench.owner.caller, run);
      await control().resume(bench.owner.caller, run);
      await answer(run, 'approved');
      return run;
    },
    waits: async () => {
      const run = await start(
        row(
          { id: 'nap', kind: 'flow.wait', config: { for: 'PT0.2S' } },
          { id: 'signed', kind: 'flow.wait', config: { signal: 'sign' } },
          set('end', '{{ steps.signed.output.by }}'),
        ),
      );
      const signal = { name: 'sign', payload: { by: 'Mara' }, signalId: 'one' };
      await control().signal(bench.owner.caller, run, signal);
      await control().signal(bench.owner.caller, run, signal);
      return run;
    },
    'retry-and-error-branch': async () => {
      let calls = 0;
      peer.answer = ({ path }) =>
        path === '/gone' ? { status: 404 } : { status: ++calls < 3 ? 500 : 200, body: 'ok' };
      const retry = { maxAttempts: 3, initialMs: 10 };
      return start({
        nodes: [
          { id: 'start', kind: 'trigger.api', config: {} },
          { id: 'call', kind: 'http.request', config: { url: `${address}/late` }, retry },
          { id: 'gone', kind: 'http.request', config: { url: `${address}/gone` }, onError: 'branch' },
          set('lost', 'gone'),
        ],
        edges: [
          { from: 'start', to: 'call' },
          { from: 'call', to: 'gone' },
          { from: 'gone', port: 'error', to: 'lost' },
        ],
      });
    },
    'unknown-effect': async () => {
      peer.answer = { hangUp: true };
      const config = { url: `${address}/pay`, method: 'POST', timeoutMs: 1000 };
      const run = await start(row({ id: 'pay', kind: 'http.request', config }, set('end', 'done')));
      await answer(run, 'happened');
      return run;
    },
    cancelled: async () => {
      const run = await start({
        nodes: [{ id: 'start', kind: 'trigger.api', config: {} }, ask],
        edges: [{ from: 'start', to: 'ask' }],
      });
      await open(run);
      await control().cancel(bench.owner.caller, run, 'no more needed');
      return run;
    },
    failed: async () =>
      start(row({ id: 'shape', kind: 'data.transform', config: { value: '{{ input.a / input.b }}' } }), { a: 1, b: 0 }),
    'sub-workflow': async () => {
      const child = await bench.publish(row(set('one', '{{ input.n }}')), 'Called');
      return start(
        row({ id: 'call', kind: 'flow.subworkflow', config: { workflow: child, input: { n: 4 } } }, set('end', 'x')),
      );
    },
  };

  it.each(Object.keys(runs))('%s: decided and read again, it is the same', async (name) => {
    const run = await runs[name]!();
    await bench.finished(run);
    const recorded = await record(bench, run, release ?? 'today');
    expect(recorded.status).toBe({ cancelled: 'cancelled', failed: 'failed' }[name] ?? 'succeeded');
    await expectSame(recorded);
    if (release === undefined) return;
    mkdirSync(join(folder, release), { recursive: true });
    const file = join(folder, release, `${name}.json`);
    if (existsSync(file)) throw new Error(`${file} is there already: what a release recorded is never made anew`);
    writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  });
});
