import fc from 'fast-check';
import { randomSeed } from '#libs/testing';
import { Payload } from '../payloads/payload.js';
import { Payloads } from '../payloads/payloads.js';
import { RunMemory, type AnyEvent } from '../runner/run-memory.js';
import { PlanDecider, type Plan, type PlanState } from '../testing/plan-decider.js';
import { loadRun } from './load-run.js';
import type { HistoryRow } from './history.repository.js';
import type { SqlExecutor } from './sql-store.port.js';

const plan: Plan = {
  steps: {
    a: { attempts: 3 },
    b: { after: ['a'], effect: 'effectful' },
    c: { after: ['a'] },
    d: { after: ['b', 'c'] },
  },
};
const decider = new PlanDecider(plan);

/** A database that holds one run. */
const holding = (rows: HistoryRow[], snapshot?: { seq: number; version: number; state: string }) =>
  ({
    query: async (sql: string, params: readonly (string | number)[]) =>
      sql.includes('durable_snapshots')
        ? snapshot
          ? [snapshot]
          : []
        : rows.filter(({ seq }) => seq > Number(params[1])).slice(0, Number(params[2])),
  }) as unknown as SqlExecutor;

const happening = fc.record({
  type: fc.constantFrom(
    'step.started',
    'step.succeeded',
    'step.failed',
    'step.suspended',
    'step.unknown',
    'timer.fired',
    'signal.received',
    'lease.taken',
  ),
  path: fc.constantFrom('a', 'b', 'c', 'd'),
  attempt: fc.integer({ min: 1, max: 3 }),
  output: fc.option(fc.jsonValue({ maxDepth: 2 })),
});

describe('loadRun', () => {
  it('gives the same from the whole history, from any snapshot, and as it was lived', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), fc.nat(), async (happenings, cut) => {
        const input = Payload.inline('null');
        const lived = new RunMemory<PlanState>(decider, input);
        const rows: HistoryRow[] = [];
        let snapshot = { seq: 0, version: decider.version, state: JSON.stringify(lived.state) };
        const all = [{ type: 'run.started', path: undefined, attempt: 1, output: null }, ...happenings];
        all.forEach(({ type, path, attempt, output }, index) => {
          const event = {
            type,
            at: index,
            attempt,
            ...(path ? { path } : {}),
            wait: { reply: true },
            error: { code: 'X', message: '', retry: 'soon' },
          } as AnyEvent;
          const json = output === null ? null : JSON.stringify(output);
          rows.push({ seq: index + 1, event: JSON.stringify(event), output: json, output_ref: null });
          if (type === 'lease.taken') lived.note(event, index + 1, undefined);
          else lived.apply(event, index + 1, json === null ? undefined : Payload.inline(json));
          if (index === cut % all.length)
            snapshot = { seq: index + 1, version: decider.version, state: JSON.stringify(lived.state) };
        });
        for (const store of [
          holding(rows),
          holding(rows, snapshot),
          holding(rows, { ...snapshot, version: 99, state: '"other"' }),
        ]) {
          const loaded = await loadRun(store, 'r', decider, input, new Payloads(undefined));
          expect(loaded.state).toEqual(JSON.parse(JSON.stringify(lived.state)));
          expect(loaded.seq).toBe(lived.seq);
          expect([...loaded.started]).toEqual([...lived.started]);
          expect([...loaded.replies]).toEqual([...lived.replies]);
          for (const path of Object.keys(plan.steps)) {
            expect(loaded.output(path)).toEqual(lived.output(path));
            expect(loaded.meta(path)).toEqual(lived.meta(path));
          }
        }
      }),
      { numRuns: 150, seed: randomSeed() },
    );
  });
});
