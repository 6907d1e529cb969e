import { AppError } from '#libs/contracts';
import type { AnyRow, Database } from '#libs/platform/database';
import type { SealedColumn } from './sealed-column.js';
import type { Vault } from './vault.js';

/** Rows that are looked up at once. */
const batch = 100;

/** Texts of a column that are not as they should be: of whom, and how they begin. */
export interface Stale {
  /** Undefined: of everybody. */
  companyId?: string;
  prefix: string;
}

export interface Resealed {
  done: number;
  /** Does not open; it stays as it is, for whoever restores the key. */
  unreadable: number;
}

/**
 * Seals texts again under the newest key of their company, a batch at a time. A row that somebody changes meanwhile is theirs: what was
 * read is replaced only while it is still there. Several replicas may do this at once.
 */
export class Resealing {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly columns: readonly SealedColumn[],
  ) {}

  async reseal(stale: Stale): Promise<Resealed> {
    const all: Resealed = { done: 0, unreadable: 0 };
    for (const column of this.concerned(stale)) {
      const { done, unreadable } = await this.resealColumn(column, stale);
      all.done += done;
      all.unreadable += unreadable;
    }
    return all;
  }

  async count(stale: Stale): Promise<number> {
    let found = 0;
    for (const column of this.concerned(stale)) {
      const { sql, params } = condition(column, stale);
      const [row] = await this.db.query<{ found: number }>(
        `SELECT COUNT(*) AS found FROM \`${column.table}\` WHERE ${sql}`,
        params,
      );
      found += row?.found ?? 0;
    }
    return found;
  }

  private async resealColumn(of: SealedColumn, stale: Stale): Promise<Resealed> {
    const all: Resealed = { done: 0, unreadable: 0 };
    const { sql, params } = condition(of, stale);
    for (let after = ''; ;) {
      const rows = await this.db.query<{ id: string }>(
        `SELECT \`${of.key}\` AS id FROM \`${of.table}\` WHERE ${sql} AND \`${of.key}\` > ? ORDER BY \`${of.key}\` LIMIT ?`,
        [...params, after, batch],
      );
      for (const { id } of rows) all[(await this.resealRow(of, id)) ? 'done' : 'unreadable'] += 1;
      if (rows.length < batch) return all;
      after = rows.at(-1)!.id;
    }
  }

  /** False when it does not open. */
  private async resealRow(of: SealedColumn, id: string): Promise<boolean> {
    const row: AnyRow | null = await this.db.repository(of.entity).findOneBy({ [of.keyProperty]: id });
    const text: unknown = row?.[of.property];
    if (!row || typeof text !== 'string') return true;
    try {
      const next = await this.vault.reseal(text, of.owner(row));
      if (next !== text)
        await this.db.run(
          `UPDATE \`${of.table}\` SET \`${of.column}\` = ? WHERE \`${of.key}\` = ? AND \`${of.column}\` = ?`,
          [next, id, text],
        );
      return true;
    } catch (error) {
      if (AppError.is(error, 'SECRET_UNREADABLE')) return false;
      throw error;
    }
  }

  private concerned({ companyId }: Stale): readonly SealedColumn[] {
    return this.columns.filter(
      ({ companyColumn }) => companyId === undefined || (companyColumn === null) === (companyId === 'platform'),
    );
  }
}

function condition({ column, companyColumn }: SealedColumn, { companyId, prefix }: Stale) {
  const ofCompany = companyId !== undefined && companyColumn !== null;
  return {
    sql: `\`${column}\` LIKE ?${ofCompany ? ` AND \`${companyColumn}\` = ?` : ''}`,
    params: [`${prefix}%`, ...(ofCompany ? [companyId] : [])],
  };
}
