import { Injectable } from '@nestjs/common';
import { Database, insertRows, TenantRepository } from '#libs/platform/database';
import { deleteInBatches } from '../recordings/sweeping.js';
import { verdictColumns, verdictEntity, type VerdictRow } from './verdict.entity.js';

/** Verdicts are kept for a quarter of a year. */
const keptMs = 90 * 24 * 3600_000;
/** Every how many groups of verdicts old ones are deleted. */
const sweepEvery = 200;

@Injectable()
export class VerdictRepository extends TenantRepository<VerdictRow> {
  private groups = 0;

  constructor(private readonly database: Database) {
    super(database, verdictEntity);
  }

  /** Rows of any companies, as of now. */
  async write(rows: readonly Omit<VerdictRow, 'at'>[]): Promise<void> {
    const at = await this.database.now();
    await insertRows(
      this.database,
      'ai_verdicts',
      verdictColumns,
      rows.map((row) => ({ ...row, at })),
    );
    if (this.groups++ % sweepEvery === 0) await deleteInBatches(this.database, 'ai_verdicts', 'at < ?', [at - keptMs]);
  }
}
