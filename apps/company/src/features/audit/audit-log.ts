import { Inject, Injectable } from '@nestjs/common';
import { newId, type AuditEntry, type ServiceName } from '#libs/contracts';
import { Database, insertRows, type Tx } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { AuditChain } from './audit-chain.js';
import { auditEventColumns, type AuditEventRow } from './audit-event.entity.js';
import { AuditHeads } from './audit-heads.js';

export interface Told {
  id: string;
  companyId: string;
  service: ServiceName;
  /** Epoch ms. */
  at: number;
  entry: AuditEntry;
}

const wellFormed = (text: string | null): string | null =>
  // A database stores another sign for half of a pair, and the hash would not fit.
  text === null ? null : text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** Writes the logs, and cuts off their old ends. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly db: Database,
    private readonly chain: AuditChain,
    private readonly heads: AuditHeads,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  /** As the next of its company. */
  async append(tx: Tx, told: Told): Promise<void> {
    const head = await this.heads.locked(tx, told.companyId);
    const seq = head.seq + 1;
    const content = { ...contentOf(told), id: newId('auditEvent'), seq, actorName: await this.nameOf(tx, told) };
    const hash = this.chain.hashOf(content, head.hash);
    await insertRows(tx, 'audit_events', auditEventColumns, [{ ...content, hash }]);
    // Signed again, an end that somebody else wrote would look like ours; so it is remembered that one was seen.
    const faultSeq = head.genuine ? head.faultSeq : head.faultSeq || head.seq || seq;
    if (!head.genuine)
      this.logger.error({ companyId: told.companyId, seq: head.seq }, 'the head of the audit log was changed');
    await this.heads.set(tx, { ...head, seq, hash, faultSeq });
  }

  /**
   * Deletes what is older than the cutoff, at most `limit` events from the beginning. Where the log begins then is signed, so that the rest
   * can still be verified.
   * @param cutoff epoch ms
   * @returns how many were deleted
   */
  async cut(companyId: string, cutoff: number, limit: number): Promise<number> {
    return this.db.transaction(async (tx) => {
      const head = await this.heads.locked(tx, companyId);
      if (!head.genuine || head.seq === head.cutSeq) return 0;
      const rows = await tx.query<{ seq: number; at: number; hash: string }>(
        'SELECT seq, at, hash FROM audit_events WHERE company_id = ? AND seq > ? ORDER BY seq LIMIT ?',
        [companyId, head.cutSeq, limit],
      );
      const kept = rows.findIndex(
        (row, index) => Number(row.at) >= cutoff || Number(row.seq) !== head.cutSeq + 1 + index,
      );
      const old = kept === -1 ? rows : rows.slice(0, kept);
      const last = old.at(-1);
      if (!last) return 0;
      await tx.run('DELETE FROM audit_events WHERE company_id = ? AND seq <= ?', [companyId, Number(last.seq)]);
      await this.heads.set(tx, { ...head, cutSeq: Number(last.seq), cutHash: last.hash });
      return old.length;
    });
  }

  private async nameOf(tx: Tx, { companyId, entry: { actor } }: Told): Promise<string | null> {
    const userId = actor.userId ?? (actor.type === 'user' ? actor.id : undefined);
    if (userId === undefined) return null;
    const [member] = await tx.query<{ name: string }>('SELECT name FROM members WHERE company_id = ? AND user_id = ?', [
      companyId,
      userId,
    ]);
    return member?.name ?? null;
  }
}

const contentOf = ({
  id,
  companyId,
  service,
  at,
  entry,
}: Told): Omit<AuditEventRow, 'id' | 'seq' | 'hash' | 'actorName'> => ({
  companyId,
  eventId: id,
  at,
  service,
  actorType: entry.actor.type,
  actorId: entry.actor.id,
  actorUserId: entry.actor.userId ?? (entry.actor.type === 'user' ? entry.actor.id : null),
  action: entry.action,
  targetType: entry.target.type,
  targetId: wellFormed(entry.target.id)!,
  targetLabel: wellFormed(entry.target.label),
  address: entry.address,
  requestId: wellFormed(entry.requestId),
  detail: JSON.stringify({ before: entry.before, after: entry.after, facts: entry.facts }),
});
