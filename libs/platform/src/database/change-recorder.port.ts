import type { AuditRule } from './audit-rule.js';
import type { Tx } from './database.port.js';

type Fields = Record<string, unknown>;

/** One audited row that was written. Values are as the row holds them, secrets included. */
export interface RowChange {
  rule: AuditRule;
  companyId: string;
  id: string;
  label: string | null;
  verb: string;
  /** The changed columns alone; null for a new row. */
  before: Fields | null;
  /** Null for a deleted one. */
  after: Fields | null;
}

/** Told of changes, in the transaction that makes them. */
export abstract class ChangeRecorder {
  abstract record(tx: Tx, changes: readonly RowChange[]): void;
}
