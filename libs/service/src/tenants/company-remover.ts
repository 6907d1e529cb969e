import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Blobs } from '#libs/platform/blobs';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { CompanyRemoval, type RemovedCompany } from './company-removal.js';
import { ownedTables } from './company-rows.js';
import { tenantTables, type OwnedTables, type TenantTable } from './tenant-tables.js';

/** Tokens of what the remover needs to know of its process. */
export const removerLogger = Symbol('logger of the remover');
export const removerHolder = Symbol('holder of the lease of the remover');

/** Rows that one commit deletes. */
const batch = 500;
const minute = 60_000;
/** It is looked for again: what was under way when the company went may still have been written. Events are kept a week. */
const againAfterMs = [15 * minute, 24 * 60 * minute, 8 * 24 * 60 * minute];
const idleMs = 60_000;

interface Due extends RemovedCompany {
  id: string;
  passes: number;
}

/** Deletes what this service keeps of companies that are gone, batch by batch; one process at a time, and on from where the last one died. */
@Injectable()
export class CompanyRemover implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;
  private parts: CompanyRemoval[] = [];

  constructor(
    private readonly db: Database,
    private readonly blobs: Blobs,
    private readonly discovery: DiscoveryService,
    @Inject(ownedTables) private readonly owned: OwnedTables,
    @Inject(removerHolder) holder: string,
    @Inject(removerLogger) private readonly logger: Logger,
  ) {
    const lease = new Lease(db, 'company-removals', holder);
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs }, logger);
  }

  onModuleInit(): void {
    this.parts = this.discovery
      .getProviders()
      .map(({ instance }) => instance as unknown)
      .filter((instance) => instance instanceof CompanyRemoval);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** There is something new to do. */
  wake(): void {
    this.loop.wake();
  }

  /** One company, whole. @returns whether there was one */
  async turn(): Promise<boolean> {
    const due = await this.next();
    if (!due) return false;
    const rows = await this.removeRows(due.companyId);
    const files = await this.removeBlobs(due.companyId);
    for (const part of this.parts) await part.remove(due);
    const pause = againAfterMs[due.passes];
    await this.db.run(
      `UPDATE company_removals SET passes = passes + 1, due_at = ${pause === undefined ? 'NULL' : `${this.db.sql.now} + ${pause}`} WHERE id = ?`,
      [due.id],
    );
    if (due.passes === 0 || rows + files > 0)
      this.logger.info({ companyId: due.companyId, rows, files, pass: due.passes + 1 }, 'a company was deleted');
    return true;
  }

  private async next(): Promise<Due | undefined> {
    const [row] = await this.db.query<{ id: string; company_id: string; accounts: string; passes: number }>(
      `SELECT id, company_id, accounts, passes FROM company_removals WHERE due_at <= ${this.db.sql.now} ORDER BY due_at LIMIT 1`,
    );
    return (
      row && {
        id: row.id,
        companyId: row.company_id,
        accounts: JSON.parse(row.accounts) as string[],
        passes: Number(row.passes),
      }
    );
  }

  private async removeRows(companyId: string): Promise<number> {
    const { tenant } = await tenantTables(this.db, this.owned);
    let removed = 0;
    // Parts first: without what they belong to, nobody finds them any more.
    for (const table of tenant) removed += await this.empty(table, companyId);
    const letters = await this.db.run('DELETE FROM event_dead_letters WHERE event LIKE ?', [
      `%"companyId":"${companyId}"%`,
    ]);
    return removed + letters.changes;
  }

  private async empty(table: TenantTable, companyId: string): Promise<number> {
    if (!table.parent) return this.deleteWhere(table.name, table.where, [companyId]);
    const { table: parent, by } = table.parent;
    // By the ids of what they belong to: a subquery would have the whole table read for each batch.
    for (let removed = 0, after = ''; ;) {
      const owners = await this.db.query<{ id: string }>(
        `SELECT id FROM \`${parent.name}\` WHERE ${parent.where} AND id > ? ORDER BY id LIMIT ${batch}`,
        [companyId, after],
      );
      const last = owners.at(-1);
      if (!last) return removed;
      after = last.id;
      const marks = owners.map(() => '?').join(', ');
      removed += await this.deleteWhere(
        table.name,
        `\`${by}\` IN (${marks})`,
        owners.map(({ id }) => id),
      );
    }
  }

  private async deleteWhere(table: string, where: string, params: readonly string[]): Promise<number> {
    // MySQL deletes with a LIMIT, SQLite as it ships does not.
    const statement =
      this.db.dialect === 'mysql'
        ? `DELETE FROM \`${table}\` WHERE ${where} LIMIT ${batch}`
        : `DELETE FROM \`${table}\` WHERE rowid IN (SELECT rowid FROM \`${table}\` WHERE ${where} LIMIT ${batch})`;
    for (let removed = 0; ;) {
      const { changes } = await this.db.run(statement, params);
      removed += changes;
      if (changes < batch) return removed;
    }
  }

  private async removeBlobs(companyId: string): Promise<number> {
    for (let removed = 0; ;) {
      const { keys, next } = await this.blobs.list(`${companyId}/`, { limit: 500 });
      for (const key of keys) await this.blobs.delete(key);
      removed += keys.length;
      if (next === null) return removed;
    }
  }
}
