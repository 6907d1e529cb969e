import type { AuditAnchors } from './audit-anchors.js';
import { AuditChain, type Anchor, type Head } from './audit-chain.js';
import type { AuditEventRow } from './audit-event.entity.js';
import type { AuditEventRepository } from './audit-event.repository.js';
import type { AuditHeads, KeptHead } from './audit-heads.js';
import { AuditVerifier } from './audit-verification.js';

const chain = new AuditChain(new Uint8Array(32).fill(7));
const companyId = 'co_1';

/** A sound log of so many events, to be broken. */
class Bench {
  rows: AuditEventRow[] = [];
  head: Head = { companyId, seq: 0, hash: '', cutSeq: 0, cutHash: '', faultSeq: 0 };
  signature = '';
  anchor: Anchor | undefined;

  constructor(count: number) {
    for (let seq = 1; seq <= count; seq++) {
      const row = contentOf(seq);
      const hash = chain.hashOf(row, this.head.hash);
      this.rows.push({ ...row, hash });
      this.head = { ...this.head, seq, hash };
    }
    this.sign();
  }

  sign(): void {
    this.signature = chain.signatureOf(this.head);
  }

  verify(from?: number, budget = 10_000) {
    const rows = {
      last: () => Promise.resolve(Math.max(0, ...this.rows.map(({ seq }) => seq))),
      after: (_: string, seq: number, through: number, limit: number) =>
        Promise.resolve(
          this.rows
            .filter((row) => row.seq > seq && row.seq <= through)
            .sort((a, b) => a.seq - b.seq)
            .slice(0, limit),
        ),
    };
    const head: KeptHead = {
      ...this.head,
      genuine: this.signature === chain.signatureOf(this.head),
      anchoredSeq: 0,
      anchoredAt: 0,
    };
    const heads = { get: () => Promise.resolve(this.head.seq === 0 && this.signature === '' ? undefined : head) };
    const anchors = { newest: () => Promise.resolve(this.anchor) };
    return new AuditVerifier(
      rows as unknown as AuditEventRepository,
      heads as unknown as AuditHeads,
      chain,
      anchors as unknown as AuditAnchors,
    ).verify(companyId, from, budget);
  }
}

const contentOf = (seq: number): Omit<AuditEventRow, 'hash'> => ({
  id: `aud_${seq}`,
  companyId,
  seq,
  eventId: `evt_${seq}`,
  at: seq,
  service: 'company',
  actorType: 'user',
  actorId: 'usr_1',
  actorUserId: 'usr_1',
  actorName: 'Ann',
  action: 'member.created',
  targetType: 'member',
  targetId: `mem_${seq}`,
  targetLabel: null,
  address: null,
  requestId: null,
  detail: '{}',
});
const fault = (kind: string, seq: number) => ({ ok: false, fault: { kind, seq } });

describe('A14: verifying a log', () => {
  it('finds nothing wrong with a sound one, longer than a batch, nor with an empty one', async () => {
    expect(await new Bench(1203).verify()).toMatchObject({ ok: true, checked: 1203, through: 1203, next: null });
    const empty = new Bench(0);
    empty.signature = '';
    expect(await empty.verify()).toMatchObject({ ok: true, checked: 0, head: 0 });
  });

  it('stops when its time is up, and goes on from there', async () => {
    const bench = new Bench(700);
    const first = await bench.verify(undefined, 0);
    expect(first).toMatchObject({ ok: true, checked: 0, next: 1 });
    expect(await bench.verify(501)).toMatchObject({ ok: true, checked: 200, next: null });
    bench.rows[599] = { ...bench.rows[599]!, actorId: 'usr_2' };
    expect(await bench.verify(501)).toMatchObject(fault('altered', 600));
  });

  it('names what was altered, the first of several', async () => {
    const bench = new Bench(10);
    bench.rows[3] = { ...bench.rows[3]!, detail: '{"x":1}' };
    bench.rows[7] = { ...bench.rows[7]!, detail: '{"x":1}' };
    expect(await bench.verify()).toMatchObject({ ...fault('altered', 4), through: 3, checked: 3 });
  });

  it('names an event that was written anew, with a hash that fits nothing after it', async () => {
    const bench = new Bench(10);
    bench.rows[3] = { ...bench.rows[3]!, hash: chain.hashOf(contentOf(4), 'other') };
    expect(await bench.verify()).toMatchObject(fault('altered', 4));
  });

  it('names what was deleted, also where the others moved up', async () => {
    const gap = new Bench(10);
    gap.rows.splice(4, 1);
    expect(await gap.verify()).toMatchObject(fault('missing', 5));
    const first = new Bench(10);
    first.rows.splice(0, 2);
    expect(await first.verify()).toMatchObject(fault('missing', 1));
    const moved = new Bench(10);
    moved.rows.splice(4, 1);
    moved.rows = moved.rows.map((row, index) => ({ ...row, seq: index + 1 }));
    expect(await moved.verify()).toMatchObject(fault('altered', 5));
  });

  it('names what was reordered', async () => {
    const bench = new Bench(10);
    const [third, fourth] = [bench.rows[2]!, bench.rows[3]!];
    [bench.rows[2], bench.rows[3]] = [
      { ...fourth, seq: 3 },
      { ...third, seq: 4 },
    ];
    expect(await bench.verify()).toMatchObject(fault('reordered', 3));
  });

  it('names an end that was cut, whatever the record of the end says', async () => {
    const bench = new Bench(10);
    bench.rows.splice(8);
    expect(await bench.verify()).toMatchObject(fault('cut', 9));
    bench.head = { ...bench.head, seq: 8, hash: bench.rows[7]!.hash };
    expect(await bench.verify()).toMatchObject(fault('head', 8));
    bench.head = { ...bench.head, faultSeq: 8 };
    bench.sign();
    expect(await bench.verify()).toMatchObject(fault('head', 8));
  });

  it('names events beyond the end', async () => {
    const bench = new Bench(10);
    bench.rows.push({ ...contentOf(11), hash: 'forged' });
    expect(await bench.verify()).toMatchObject(fault('head', 11));
  });

  it('believes the anchor more than a database that was set back or replaced', async () => {
    const back = new Bench(10);
    back.anchor = { companyId, seq: 12, hash: 'later', at: 1 };
    expect(await back.verify()).toMatchObject({ ...fault('cut', 11), anchor: { seq: 12 } });
    const other = new Bench(10);
    other.anchor = { companyId, seq: 7, hash: 'of another event', at: 1 };
    expect(await other.verify()).toMatchObject(fault('altered', 7));
    const empty = new Bench(0);
    empty.signature = '';
    empty.anchor = { companyId, seq: 3, hash: 'was', at: 1 };
    expect(await empty.verify()).toMatchObject(fault('cut', 1));
  });

  it('begins where the retention cut it, and sees more that is gone', async () => {
    const bench = new Bench(10);
    bench.head = { ...bench.head, cutSeq: 4, cutHash: bench.rows[3]!.hash };
    bench.rows.splice(0, 4);
    bench.sign();
    expect(await bench.verify()).toMatchObject({ ok: true, first: 5, checked: 6 });
    bench.rows.splice(0, 1);
    expect(await bench.verify()).toMatchObject(fault('missing', 5));
    bench.head = { ...bench.head, cutSeq: 5, cutHash: 'made up' };
    expect(await bench.verify()).toMatchObject({ ok: false });
  });
});
