import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEventRow } from './audit-event.entity.js';

/** The signed part of a head. */
export interface Head {
  companyId: string;
  seq: number;
  hash: string;
  cutSeq: number;
  cutHash: string;
  faultSeq: number;
}

/** A copy of the head that lies outside the database. */
export interface Anchor {
  companyId: string;
  seq: number;
  hash: string;
  /** Epoch ms. */
  at: number;
}

/** Token of the key. */
export const auditKey = Symbol('audit key');

/**
 * The hash of each row covers its content, its place and the hash before it, by a key that the database does not hold: whoever edits,
 * deletes or moves a row cannot make the chain fit again.
 */
export class AuditChain {
  constructor(private readonly key: Uint8Array) {}

  /** base64url */
  hashOf(row: Omit<AuditEventRow, 'hash'>, before: string): string {
    return this.mac('event', [
      row.companyId,
      row.seq,
      row.id,
      row.eventId,
      row.at,
      row.service,
      row.actorType,
      row.actorId,
      row.actorUserId,
      row.actorName,
      row.action,
      row.targetType,
      row.targetId,
      row.targetLabel,
      row.address,
      row.requestId,
      row.detail,
      before,
    ]);
  }

  signatureOf({ companyId, seq, hash, cutSeq, cutHash, faultSeq }: Head): string {
    return this.mac('head', [companyId, seq, hash, cutSeq, cutHash, faultSeq]);
  }

  anchorSignature({ companyId, seq, hash, at }: Anchor): string {
    return this.mac('anchor', [companyId, seq, hash, at]);
  }

  /** In constant time. */
  same(one: string, other: string): boolean {
    const [a, b] = [Buffer.from(one), Buffer.from(other)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** JSON of an array: no two contents have the same bytes. */
  private mac(what: string, parts: readonly (string | number | null)[]): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify(['v1', what, ...parts]))
      .digest('base64url');
  }
}
