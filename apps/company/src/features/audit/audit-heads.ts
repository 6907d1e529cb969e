import { Injectable } from '@nestjs/common';
import { Database, type SqlExecutor, type Tx } from '#libs/platform/database';
import { AuditChain, type Head } from './audit-chain.js';

interface HeadRow {
  company_id: string;
  seq: number;
  hash: string;
  cut_seq: number;
  cut_hash: string;
  fault_seq: number;
  signature: string;
  anchored_seq: number;
  anchored_at: number;
}

export interface KeptHead extends Head {
  /** Its signature holds. */
  genuine: boolean;
  anchoredSeq: number;
  anchoredAt: number;
}

const columns = 'company_id, seq, hash, cut_seq, cut_hash, fault_seq, signature, anchored_seq, anchored_at';

/** The ends of the logs. */
@Injectable()
export class AuditHeads {
  constructor(
    private readonly db: Database,
    private readonly chain: AuditChain,
  ) {}

  async get(companyId: string, on: SqlExecutor = this.db, lock = ''): Promise<KeptHead | undefined> {
    const [row] = await on.query<HeadRow>(`SELECT ${columns} FROM audit_heads WHERE company_id = ?${lock}`, [
      companyId,
    ]);
    return row && this.read(row);
  }

  /** The head, held until the commit; a company without one has the head of an empty log. */
  async locked(tx: Tx, companyId: string): Promise<KeptHead> {
    // An INSERT first would lock an existing row for readers, and two of them would wait for each other.
    const known = await this.get(companyId, tx, tx.sql.forUpdate);
    if (known) return known;
    const empty: Head = { companyId, seq: 0, hash: '', cutSeq: 0, cutHash: '', faultSeq: 0 };
    await tx.run(`${tx.sql.insertIgnore} INTO audit_heads (${columns}) VALUES (?, 0, '', 0, '', 0, ?, 0, 0)`, [
      companyId,
      this.chain.signatureOf(empty),
    ]);
    return (await this.get(companyId, tx, tx.sql.forUpdate))!;
  }

  async set(tx: Tx, head: Head): Promise<void> {
    await tx.run(
      'UPDATE audit_heads SET seq = ?, hash = ?, cut_seq = ?, cut_hash = ?, fault_seq = ?, signature = ? WHERE company_id = ?',
      [head.seq, head.hash, head.cutSeq, head.cutHash, head.faultSeq, this.chain.signatureOf(head), head.companyId],
    );
  }

  /** Heads that moved since they were anchored, longest ago first. */
  async moved(limit: number): Promise<KeptHead[]> {
    const rows = await this.db.query<HeadRow>(
      `SELECT ${columns} FROM audit_heads WHERE seq > anchored_seq ORDER BY anchored_at LIMIT ?`,
      [limit],
    );
    return rows.map((row) => this.read(row));
  }

  async anchored(companyId: string, seq: number, at: number): Promise<void> {
    await this.db.run('UPDATE audit_heads SET anchored_seq = ?, anchored_at = ? WHERE company_id = ?', [
      seq,
      at,
      companyId,
    ]);
  }

  private read(row: HeadRow): KeptHead {
    const head: Head = {
      companyId: row.company_id,
      seq: Number(row.seq),
      hash: row.hash,
      cutSeq: Number(row.cut_seq),
      cutHash: row.cut_hash,
      faultSeq: Number(row.fault_seq),
    };
    return {
      ...head,
      genuine: this.chain.same(row.signature, this.chain.signatureOf(head)),
      anchoredSeq: Number(row.anchored_seq),
      anchoredAt: Number(row.anchored_at),
    };
  }
}
