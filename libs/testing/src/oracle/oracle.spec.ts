import { createHash } from 'node:crypto';
import { findFaults } from './oracle.js';
import type { Recorded, RecordedEffect } from './recorded.js';

/** The judge must see planted faults before it may judge. */
describe('findFaults', () => {
  const row = (seq: number, lease: number, event: object, output: unknown = null) => ({
    run_id: 'r',
    seq,
    lease,
    event: JSON.stringify({ at: 1, ...event }),
    output: output === null ? null : JSON.stringify(output),
  });
  const effect = (receipt: number, path: string, more: Partial<RecordedEffect> = {}): RecordedEffect => {
    const generation = more.generation ?? 1;
    return {
      receipt,
      runId: 'r',
      companyId: 'co_1',
      path,
      generation,
      attempt: 1,
      key: createHash('sha256')
        .update(JSON.stringify(['r', path, generation]))
        .digest('base64url'),
      effect: path === 'b' ? 'effectful' : 'idempotent',
      ...more,
    };
  };
  const fact = (type: string, position: number, company = 'co_1') => ({
    id: `evt_${position}`,
    type,
    company_id: company,
    data: '{"runId":"r"}',
    position,
  });
  const good = (): Recorded => ({
    runs: [
      { id: 'r', kind: 'x', company_id: 'co_1', status: 'succeeded', lease: 3, lease_worker: null, finished_at: 9 },
    ],
    rows: [
      row(1, 1, { type: 'run.started' }),
      row(2, 1, { type: 'step.succeeded', path: 'a', attempt: 1 }, { receipt: 0 }),
      row(3, 3, { type: 'lease.taken' }),
      row(4, 3, { type: 'signal.received', messageId: 'm' }),
      row(5, 3, { type: 'step.started', path: 'b', attempt: 1 }),
      row(6, 3, { type: 'step.succeeded', path: 'b', attempt: 1 }, { receipt: 1 }),
      row(7, 3, { type: 'run.finished', status: 'succeeded' }),
    ],
    messages: [{ run_id: 'r', message_id: 'm', folded_seq: 4 }],
    facts: [fact('run.started.v1', 1), fact('run.succeeded.v1', 2)],
    listings: [{ id: 'r', company_id: 'co_1', status: 'succeeded' }],
    lastPosition: 2,
    effects: [effect(0, 'a'), effect(1, 'b')],
    accepted: ['r'],
  });

  it('finds nothing in a good run, nor in an idempotent call that came twice under one key', () => {
    expect(findFaults(good())).toEqual([]);
    expect(findFaults({ ...good(), effects: [...good().effects, effect(2, 'a', { attempt: 2 })] })).toEqual([]);
  });

  const planted: [what: string, spoil: (recorded: Recorded) => unknown, says: string][] = [
    [
      'a row of a stale holder',
      (it) => (it.rows[3]!.lease = 1),
      'row 4 was written under lease 1, while 3 was the last taken',
    ],
    [
      'a result twice',
      (it) => it.rows.splice(6, 0, row(7, 3, { type: 'step.failed', path: 'b', attempt: 1 })),
      'a result of b#1 was committed twice',
    ],
    ['a lost row', (it) => it.rows.splice(1, 1), 'row 2 has seq 3'],
    ['no end', (it) => it.rows.pop(), 'ended 0 times'],
    ['another end', (it) => (it.runs[0]!.status = 'failed'), 'its last row says succeeded'],
    [
      'a row after the end',
      (it) => it.rows.push(row(8, 3, { type: 'timer.fired', path: 'x' })),
      'timer.fired comes after its end',
    ],
    [
      'an effectful result without a start',
      (it) => (it.rows[4]!.event = '{"type":"step.started","path":"b","attempt":9}'),
      'b#1 acted before its start was committed',
    ],
    ['a message applied twice', (it) => (it.rows[1]!.event = it.rows[3]!.event), 'message m was applied twice'],
    ['a message marked and not there', (it) => (it.messages[0]!.folded_seq = 2), 'message m is marked as row 2'],
    [
      'an effect repeated blindly',
      (it) => (it.effects = [...it.effects, effect(2, 'b')]),
      'b in generation 1 took effect 2 times',
    ],
    [
      'a key that changes',
      (it) => (it.effects = [effect(0, 'a', { key: 'x' }), effect(1, 'b')]),
      'a acted under a key that is not its own',
    ],
    [
      'a result without its effect',
      (it) => (it.effects = [effect(0, 'a')]),
      'b succeeded by an effect that is not its own, or none',
    ],
    [
      'a foreign company at the receiver',
      (it) => (it.effects = [effect(0, 'a', { owner: 'co_2' }), effect(1, 'b')]),
      'a of co_1 carried what belongs to co_2',
    ],
    ['an end told twice', (it) => it.facts!.push(fact('run.succeeded.v1', 3)), 'its end was told 2 times'],
    ['an end not told', (it) => it.facts!.pop(), 'its end was told 0 times'],
    ['a fact told to another company', (it) => (it.facts![0]!.company_id = 'co_2'), 'run.started.v1 was told to co_2'],
    ['a gap in the positions', (it) => (it.facts![1]!.position = 4), 'position 4 stands where 2 is due'],
    ['a list that lags behind', (it) => (it.listings![0]!.status = 'running'), 'it is succeeded and listed as running'],
    ['a run that was lost', (it) => (it.accepted = ['r', 'q']), 'q: it was acknowledged and is not there'],
    ['a holder of a run that is over', (it) => (it.runs[0]!.lease_worker = 'w'), 'still held by w'],
  ];
  it.each(planted)('sees %s', (_what, spoil, says) => {
    const recorded = good();
    spoil(recorded);
    expect(findFaults(recorded).join('\n')).toContain(says);
  });

  it('lets a run be under way when asked to, and never when all should be over', () => {
    const recorded = good();
    Object.assign(recorded.runs[0]!, { status: 'waiting', finished_at: null });
    recorded.rows.pop();
    recorded.facts!.pop();
    Object.assign(recorded, { lastPosition: 1 });
    recorded.listings![0]!.status = 'waiting';
    expect(findFaults(recorded, { finished: false })).toEqual([]);
    expect(findFaults(recorded)).toEqual(['r: it is waiting and never ended']);
  });
});
