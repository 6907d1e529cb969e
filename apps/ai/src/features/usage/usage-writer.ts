import { Injectable } from '@nestjs/common';
import { Database, GroupedWork, insertRows, type Tx } from '#libs/platform/database';
import type { Asking } from '../calls/asking.js';
import { aiCallColumns, type AiCallRow } from './ai-call.entity.js';
import { SpendRepository } from './spend.repository.js';
import { SpendWatch } from './spend-watch.port.js';
import { tally } from './tally.js';

type NewCall = Omit<AiCallRow, 'at'>;
interface CallToWrite {
  row: NewCall;
  concerned: unknown;
}

/** Calls that share a commit. */
const largestGroup = 250;

/** Calls that end together are written in one commit, with the sums and the budgets that they count towards. */
@Injectable()
export class UsageWriter {
  private readonly groups: GroupedWork<CallToWrite, void>;

  constructor(
    private readonly db: Database,
    private readonly spend: SpendRepository,
    private readonly watch: SpendWatch,
  ) {
    this.groups = new GroupedWork({
      work: (calls) => this.db.transaction((tx) => this.write(tx, calls)),
      lanes: db.dialect === 'sqlite' ? 1 : 2,
      stops: db.dialect === 'sqlite',
      largest: largestGroup,
    });
  }

  /** Resolves when it is committed. */
  add(asking: Asking, row: NewCall): Promise<void> {
    if (row.costMicros <= 0) return this.groups.add({ row, concerned: undefined });
    return this.watch.concerned(asking).then((concerned) => this.groups.add({ row, concerned }));
  }

  private async write(tx: Tx, calls: readonly CallToWrite[]): Promise<void[]> {
    const [clock] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
    const at = Number(clock!.now);
    const all = calls.map(({ row, concerned }) => ({ row: { ...row, at }, concerned }));
    const rows = all.map(({ row }) => row);
    await insertRows(tx, 'ai_calls', aiCallColumns, rows);
    await this.spend.add(tx, tally(rows));
    const watched = all.filter(({ concerned }) => concerned !== undefined);
    if (watched.length > 0) await this.watch.spent(tx, watched);
    return calls.map(() => undefined);
  }
}
