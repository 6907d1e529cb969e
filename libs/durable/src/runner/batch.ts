import type { DurableCommand, ExecuteStep } from '../decider.port.js';
import { limits } from '../limits.js';
import type { NewHistoryRow } from '../store/history.repository.js';
import type { SqlTransaction } from '../store/sql-store.port.js';
import type { AnyEvent } from './run-memory.js';

export interface Launch {
  command: ExecuteStep;
  at: number;
  /** In a process of its own: it may have ended its worker. */
  isolated?: boolean;
}

/** What one commit of a run will hold, and what it sets off once it is there. */
export class Batch {
  readonly rows: NewHistoryRow[] = [];
  readonly launches = new Map<string, Launch>();
  readonly pures: Launch[] = [];
  readonly folded: { messageId: string; seq: number }[] = [];
  readonly writes: ((tx: SqlTransaction) => Promise<void>)[] = [];
  readonly watched: AnyEvent[] = [];
  /** Steps that were cancelled in the midst of their work or wait. */
  readonly cancelled: string[] = [];
  finish: Extract<DurableCommand, { type: 'finishRun' }> | undefined;
  /** How much of the queue it has taken in. */
  taken = 0;
  private bytes = 0;

  addRow(row: NewHistoryRow): void {
    this.rows.push(row);
    this.bytes += row.event.length + (row.output?.length ?? 0);
  }

  /** Forgets a step that a later event of the same batch cancelled. */
  drop(path: string): void {
    this.launches.delete(path);
    const index = this.pures.findIndex(({ command }) => command.path === path);
    if (index >= 0) this.pures.splice(index, 1);
  }

  get isFull(): boolean {
    return this.rows.length >= limits.commitRows || this.bytes >= limits.commitBytes;
  }
}
