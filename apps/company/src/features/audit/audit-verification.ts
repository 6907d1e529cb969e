import { Injectable } from '@nestjs/common';
import type { AuditVerification } from '#libs/contracts';
import { AuditAnchors } from './audit-anchors.js';
import { AuditChain, type Anchor } from './audit-chain.js';
import type { AuditEventRow } from './audit-event.entity.js';
import { AuditEventRepository } from './audit-event.repository.js';
import { AuditHeads, type KeptHead } from './audit-heads.js';

type Fault = NonNullable<AuditVerification['fault']>;

const batchSize = 500;
/** How long one answer may take, ms; the next one goes on. */
const budgetMs = 10_000;

const iso = (ms: number) => new Date(ms).toISOString();
const empty = { seq: 0, hash: '', cutSeq: 0, cutHash: '', faultSeq: 0, genuine: true, anchoredSeq: 0, anchoredAt: 0 };

/** Reads a log from its beginning to its end and says where the first thing is wrong. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly rows: AuditEventRepository,
    private readonly heads: AuditHeads,
    private readonly chain: AuditChain,
    private readonly anchors: AuditAnchors,
  ) {}

  /** @param from `next` of the answer before */
  async verify(companyId: string, from?: number, budget = budgetMs): Promise<AuditVerification> {
    const found = await this.once(companyId, from, budget);
    if (found.ok) return found;
    // What its retention deleted while it was read is no fault.
    const now = await this.heads.get(companyId);
    return now && now.cutSeq >= found.first ? this.once(companyId, from, budget) : found;
  }

  private async once(companyId: string, from: number | undefined, budget: number): Promise<AuditVerification> {
    const last = await this.rows.last(companyId);
    const head: KeptHead = (await this.heads.get(companyId)) ?? { companyId, ...empty };
    const anchor = await this.anchors.newest(companyId, head.anchoredAt);
    const start = Math.max(from ?? 0, head.cutSeq + 1);
    const answer = {
      ok: true,
      checked: 0,
      first: head.cutSeq + 1,
      through: start - 1,
      head: head.seq,
      next: null,
      anchor: anchor ? { seq: anchor.seq, at: iso(anchor.at) } : null,
      fault: null,
    };
    const walk = await this.walk(head, start, performance.now() + budget);
    const done = { ...answer, checked: walk.checked, through: walk.through };
    if (walk.fault) return { ...done, ok: false, fault: walk.fault };
    if (walk.through < head.seq) return { ...done, next: walk.through + 1 };
    const fault = headFault(head, last) ?? (await this.anchorFault(head, anchor));
    return fault ? { ...done, ok: false, fault } : done;
  }

  private async walk(head: KeptHead, start: number, until: number) {
    let through = start - 1;
    let checked = 0;
    let before = await this.hashAt(head, through);
    if (before === undefined) return { through, checked, fault: missing(through) };
    while (through < head.seq && performance.now() < until) {
      const batch = await this.rows.after(head.companyId, through, head.seq, batchSize);
      if (batch.length === 0) return { through, checked, fault: cut(through + 1, head) };
      for (const row of batch) {
        const fault = this.faultOf(row, through + 1, before, batch);
        if (fault) return { through, checked, fault };
        before = row.hash;
        through = row.seq;
        checked += 1;
      }
    }
    return { through, checked, fault: undefined };
  }

  private faultOf(row: AuditEventRow, seq: number, before: string, batch: readonly AuditEventRow[]): Fault | undefined {
    if (this.fits(row, seq, before)) return undefined;
    const elsewhere = batch.find((other) => other !== row && this.fits({ ...other, seq }, seq, before));
    if (elsewhere) return { kind: 'reordered', seq, detail: `What was written here stands at ${elsewhere.seq}` };
    if (row.seq !== seq) return missing(seq);
    return { kind: 'altered', seq, detail: 'The event is not what was written, or the one before it was replaced' };
  }

  private fits(row: AuditEventRow, seq: number, before: string): boolean {
    return row.seq === seq && this.chain.same(row.hash, this.chain.hashOf(row, before));
  }

  /** The hash that the next one is bound to. */
  private async hashAt(head: KeptHead, seq: number): Promise<string | undefined> {
    if (seq === head.cutSeq) return head.cutHash;
    const [row] = await this.rows.after(head.companyId, seq - 1, seq, 1);
    return row?.hash;
  }

  private async anchorFault(head: KeptHead, anchor: Anchor | undefined): Promise<Fault | undefined> {
    if (!anchor || anchor.seq < head.cutSeq) return undefined;
    if (anchor.seq > head.seq) return cut(head.seq + 1, { seq: anchor.seq });
    const hash = await this.hashAt(head, anchor.seq);
    if (hash === anchor.hash) return undefined;
    return {
      kind: 'altered',
      seq: anchor.seq,
      detail: `It was another event when it was anchored at ${iso(anchor.at)}`,
    };
  }
}

const missing = (seq: number): Fault => ({ kind: 'missing', seq, detail: 'The event was deleted' });
const cut = (seq: number, { seq: end }: { seq: number }): Fault => ({
  kind: 'cut',
  seq,
  detail: `The log went on to ${end}; its end was deleted`,
});

function headFault({ seq, genuine, faultSeq }: KeptHead, last: number): Fault | undefined {
  if (!genuine)
    return { kind: 'head', seq, detail: 'The record of the end of the log was not written by the platform' };
  if (faultSeq > 0)
    return { kind: 'head', seq: faultSeq, detail: 'The record of the end of the log was changed when it stood here' };
  return last > seq ? { kind: 'head', seq: seq + 1, detail: 'Events stand beyond the end of the log' } : undefined;
}
