import { Injectable } from '@nestjs/common';
import { Database, GroupedWork, insertRows, type Tx } from '#libs/platform/database';
import { aiCallColumns, type AiCallRow } from './ai-call.entity.js';
import { SpendRepository } from './spend.repository.js';
import { SpendWatch, type SpentCall } from './spend-watch.port.js';
import { tally } from './tally.js';

export interface CallToWrite extends Omit<SpentCall, 'row'> {
  row: Omit<AiCallRow, 'at'>;
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
      largest: largestGroup,
    });
  }

  /** Resolves when it is committed. */
  add(call: CallToWrite): Promise<void> {
    return this.groups.add(call);
  }

  private async write(tx: Tx, calls: readonly CallToWrite[]): Promise<void[]> {
    const [clock] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
    const at = Number(clock!.now);
    const spent = calls.map(({ row, ...more }): SpentCall => ({ row: { ...row, at }, ...more }));
    const rows = spent.map(({ row }) => row);
    await insertRows(tx, 'ai_calls', aiCallColumns, rows);
    await this.spend.add(tx, tally(rows));
    await this.watch.spent(tx, spent);
    return calls.map(() => undefined);
  }
}
