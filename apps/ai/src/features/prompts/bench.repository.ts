import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, newId } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import type { Cell } from './bench-cells.js';
import type { Measured } from './bench-asking.js';
import { benchEntity, cellEntity, type BenchRow, type CellRow } from './bench.entity.js';

const leaseMs = 15_000;
export const renewMs = 4000;

@Injectable()
export class BenchRepository extends TenantRepository<BenchRow> {
  /** This process, in leases. */
  readonly holder = randomUUID();
  readonly cells: TenantRepository<CellRow>;

  constructor(private readonly database: Database) {
    super(database, benchEntity);
    this.cells = new TenantRepository(database, cellEntity);
  }

  /** @throws BENCH_NOT_FOUND */
  async require(companyId: string, id: string): Promise<BenchRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('BENCH_NOT_FOUND');
    return row;
  }

  /** Benches of any company that nobody works on. */
  async orphans(): Promise<{ companyId: string; id: string }[]> {
    const rows = await this.database.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM ai_prompt_benches WHERE status = 'running' AND lease_until < ${this.database.sql.now} LIMIT 20`,
    );
    return rows.map(({ company_id: companyId, id }) => ({ companyId, id }));
  }

  /** @returns false when somebody else has taken it, or it is over */
  async take(id: string): Promise<boolean> {
    const { now } = this.database.sql;
    const { changes } = await this.database.run(
      `UPDATE ai_prompt_benches SET holder = ?, lease_until = ${now} + ${leaseMs}
       WHERE id = ? AND status = 'running' AND lease_until < ${now}`,
      [this.holder, id],
    );
    return changes === 1;
  }

  /** @returns false when it was cancelled, or somebody else has taken it */
  async renew(id: string, forMs = leaseMs): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE ai_prompt_benches SET lease_until = ${this.database.sql.now} + ${forMs} WHERE id = ? AND holder = ? AND status = 'running'`,
      [id, this.holder],
    );
    return changes === 1;
  }

  /** @returns false when it is over already */
  async end(companyId: string, id: string, status: 'finished' | 'cancelled'): Promise<boolean> {
    const endedAt = await this.database.now();
    return (await this.update(companyId, { id, status: 'running' }, { status, endedAt })) === 1;
  }

  /** Writes down one cell and counts it, once: whoever comes second changes nothing. */
  async keep({ companyId, id: benchId }: BenchRow, cell: Cell, measured: Measured): Promise<void> {
    const row = {
      id: newId('benchCell'),
      benchId,
      position: cell.position,
      model: cell.model,
      input: cell.input.name,
      repeatNo: cell.repeat,
      ...measured,
    };
    try {
      await this.database.transaction(async (tx) => {
        await this.cells.in(tx).insert(companyId, row);
        await tx.run('UPDATE ai_prompt_benches SET done = done + 1, cost_micros = cost_micros + ? WHERE id = ?', [
          measured.costMicros + measured.judgeCostMicros,
          benchId,
        ]);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
