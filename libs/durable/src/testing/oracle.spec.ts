import { stepKey } from '../runner/step-key.js';
import { findFaults, type RecordedEffect, type RecordedRun } from './oracle.js';
import type { Plan } from './plan-decider.js';

/** The oracle must see planted faults before it may judge. */
describe('findFaults', () => {
  const plan: Plan = { steps: { a: {}, b: { after: ['a'], effect: 'effectful' } } };
  const effect = (path: string, generation = 0): RecordedEffect => ({
    runId: 'r',
    path,
    key: stepKey('r', path, generation),
  });
  const effects = [effect('a'), effect('b')];
  const row = (seq: number, lease: number, event: object) => ({
    seq,
    lease,
    event: JSON.stringify({ at: 1, ...event }),
  });
  const good = (): RecordedRun => ({
    id: 'r',
    status: 'succeeded',
    rows: [
      row(1, 1, { type: 'run.started' }),
      row(2, 1, { type: 'step.succeeded', path: 'a', attempt: 1 }),
      row(3, 3, { type: 'lease.taken' }),
      row(4, 3, { type: 'step.started', path: 'b', attempt: 1 }),
      row(5, 3, { type: 'step.succeeded', path: 'b', attempt: 1 }),
      row(6, 3, { type: 'run.finished', status: 'succeeded' }),
    ],
  });

  it('finds nothing in a good run', () => {
    expect(findFaults(plan, good(), effects)).toEqual([]);
  });

  it('sees a row of a stale holder (fencing off)', () => {
    const run = good();
    run.rows[3] = row(4, 1, { type: 'step.started', path: 'b', attempt: 1 });
    expect(findFaults(plan, run, effects)).toEqual(['r: row 4 was written under lease 1, while 3 was the last taken']);
  });

  it('sees a step committed twice', () => {
    const run = good();
    run.rows.splice(5, 0, row(6, 3, { type: 'step.succeeded', path: 'b', attempt: 1 }));
    run.rows[6] = row(7, 3, { type: 'run.finished', status: 'succeeded' });
    expect(findFaults(plan, run, effects)).toContain('r: b succeeded twice');
  });

  it('sees a lost row, a missing end and a wrong status', () => {
    const lost = good();
    lost.rows.splice(1, 1);
    expect(findFaults(plan, lost, effects)[0]).toContain('has seq');
    const endless = good();
    endless.rows.pop();
    expect(findFaults(plan, endless, effects)[0]).toContain('ended 0 times');
    expect(findFaults(plan, { ...good(), status: 'failed' }, effects).join()).toContain('its history says succeeded');
  });

  it('sees an effect repeated blindly, under a new key, or missing', () => {
    expect(findFaults(plan, good(), [...effects, effect('b')])).toEqual(['r: b took effect 2 times']);
    expect(findFaults(plan, good(), [effect('a', 1), effect('b')])).toEqual([
      'r: a was asked for under other keys than its own',
    ]);
    expect(findFaults(plan, good(), [effect('a')])).toEqual(['r: b succeeded without an effect']);
    expect(findFaults(plan, good(), [...effects, effect('a')])).toEqual([]);
  });
});
