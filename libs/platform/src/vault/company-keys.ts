import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { BriefMemory } from '#libs/platform/cache';
import { isDuplicateKey, type Database } from '#libs/platform/database';
import type { KeyService, WrappedKey } from './key-service.port.js';
import { dataKeyEntity, type DataKeyRow } from './vault-tables.js';

/** A data key, unwrapped. */
export interface DataKey {
  number: number;
  key: Buffer;
}

/** Replicas go on sealing with the key before for so long after a rotation, ms. */
export const knownForMs = 10_000;

/** What a wrapped key belongs to: moved to another company, service or number it does not unwrap. */
export const contextOf = (service: string, companyId: string, number: number): string =>
  JSON.stringify(['data-key', service, companyId, number]);

/** Keys of companies in the database of one service. Unwrapped ones are kept in memory alone. */
export class DataKeys {
  private readonly newest = new BriefMemory<DataKey>({ ttlMs: knownForMs, entries: 5000 });
  private readonly opened = new LRUCache<string, Promise<Buffer>>({ max: 5000, ttl: 5 * 60_000 });

  constructor(
    private readonly db: Database,
    private readonly keys: KeyService,
  ) {}

  /** The key that seals for the company; the first secret makes it. */
  current(companyId: string): Promise<DataKey> {
    return this.newest.of(companyId, async () => {
      const row = (await this.newestRow(companyId)) ?? (await this.create(companyId, 1));
      return { number: row.number, key: await this.unwrapped(row) };
    });
  }

  /** @throws Error when there is none */
  async numbered(companyId: string, number: number): Promise<Buffer> {
    const known = this.opened.get(idOf(companyId, number));
    return known ?? this.unwrapped(await this.row(companyId, number));
  }

  /** As it rests, to travel with what it seals. @throws Error when there is none */
  async wrapped(companyId: string, number: number): Promise<WrappedKey> {
    const { masterKey, wrapped } = await this.row(companyId, number);
    return { masterKey, wrapped };
  }

  /** The next key seals from now on. @returns false when the company has none here */
  async rotate(companyId: string): Promise<boolean> {
    const newest = await this.newestRow(companyId);
    if (!newest) return false;
    await this.create(companyId, newest.number + 1);
    await this.db.run(
      'UPDATE vault_data_keys SET retired_at = ? WHERE company_id = ? AND number <= ? AND retired_at IS NULL',
      [await this.db.now(), companyId, newest.number],
    );
    this.newest.forget(companyId);
    return true;
  }

  /** Whether the newest master key wraps all of them. */
  async allCurrent(): Promise<boolean> {
    const others = await this.db.query('SELECT id FROM vault_data_keys WHERE master_key <> ? LIMIT 1', [
      await this.keys.current(),
    ]);
    return others.length === 0;
  }

  /** Wraps again what other master keys wrap, some at a time. @returns how many it found */
  async rewrap(limit = 200): Promise<number> {
    const current = await this.keys.current();
    const rows = await this.db.query<{ id: string }>(
      'SELECT id FROM vault_data_keys WHERE master_key <> ? ORDER BY id LIMIT ?',
      [current, limit],
    );
    for (const { id } of rows) {
      const row = await this.db.repository(dataKeyEntity).findOneBy({ id });
      if (!row || row.masterKey === current) continue;
      const context = contextOf(this.db.service, row.companyId, row.number);
      const next = await this.keys.wrap(await this.keys.unwrap(row, context), context);
      await this.db.run('UPDATE vault_data_keys SET master_key = ?, wrapped = ? WHERE id = ? AND wrapped = ?', [
        next.masterKey,
        next.wrapped,
        id,
        row.wrapped,
      ]);
    }
    return rows.length;
  }

  private async row(companyId: string, number: number): Promise<DataKeyRow> {
    const row = await this.db.repository(dataKeyEntity).findOneBy({ id: idOf(companyId, number) });
    if (!row) throw new Error(`There is no data key ${number} of ${companyId}`);
    return row;
  }

  private async newestRow(companyId: string): Promise<DataKeyRow | undefined> {
    const [row] = await this.db
      .repository(dataKeyEntity)
      .find({ where: { companyId }, order: { number: 'DESC' }, take: 1 });
    return row;
  }

  /** Of several replicas that make the same key one is the first; the others take it. */
  private async create(companyId: string, number: number): Promise<DataKeyRow> {
    const wrapped = await this.keys.wrap(randomBytes(32), contextOf(this.db.service, companyId, number));
    const row: DataKeyRow = {
      id: idOf(companyId, number),
      companyId,
      number,
      ...wrapped,
      createdAt: await this.db.now(),
      retiredAt: null,
      emptiedAt: null,
    };
    try {
      await this.db.repository(dataKeyEntity).insert({ ...row });
      return row;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.row(companyId, number);
    }
  }

  private unwrapped(row: DataKeyRow): Promise<Buffer> {
    const known = this.opened.get(row.id);
    if (known) return known;
    const asked = this.keys.unwrap(row, contextOf(this.db.service, row.companyId, row.number));
    this.opened.set(row.id, asked);
    asked.catch(() => this.opened.delete(row.id));
    return asked;
  }
}

const idOf = (companyId: string, number: number): string => `${companyId}.${number}`;
