import { column, createTable } from '../database/index.js';
import type { Database, Migration } from '../database/index.js';
import { IdempotencyStore } from './idempotency.port.js';
import type { Claim, KeptAnswer } from './idempotency.port.js';

/** Goes into the migrations of a service that has idempotent routes. */
export const idempotencyMigrations: readonly Migration[] = [
  {
    name: 'http-0001-idempotency-keys',
    change: createTable('idempotency_keys', {
      columns: {
        id: column.hash(),
        fingerprint: column.hash(),
        answer: column.text().nullable(),
        lockedUntil: column.millis(),
        expiresAt: column.millis(),
      },
      indexes: [['expiresAt']],
    }),
  },
];

const keptMs = 24 * 60 * 60 * 1000;
/** Longer than any request may take; a claim older than this belongs to a process that died. */
const lockMs = 120_000;
/** Every how many claims old rows are swept. */
const sweepEvery = 200;

interface Row {
  fingerprint: string;
  answer: string | null;
  locked_until: number;
}

/** In the database of the service. */
export class SqlIdempotencyStore extends IdempotencyStore {
  private claims = 0;

  constructor(private readonly db: Database) {
    super();
  }

  async claim(id: string, fingerprint: string): Promise<Claim> {
    const now = await this.db.now();
    if (this.claims++ % sweepEvery === 0) await this.db.run('DELETE FROM idempotency_keys WHERE expires_at < ?', [now]);
    const { changes } = await this.db.run(
      `${this.db.sql.insertIgnore} INTO idempotency_keys (id, fingerprint, answer, locked_until, expires_at) VALUES (?, ?, NULL, ?, ?)`,
      [id, fingerprint, now + lockMs, now + keptMs],
    );
    if (changes === 1) return { state: 'new' };
    const [row] = await this.db.query<Row>(
      'SELECT fingerprint, answer, locked_until FROM idempotency_keys WHERE id = ?',
      [id],
    );
    if (!row) return { state: 'running' };
    if (row.fingerprint !== fingerprint) return { state: 'other' };
    if (row.answer !== null) return { state: 'kept', answer: JSON.parse(row.answer) as KeptAnswer };
    return this.takeOver(id, row.locked_until, now);
  }

  async keep(id: string, answer: KeptAnswer): Promise<void> {
    await this.db.run('UPDATE idempotency_keys SET answer = ? WHERE id = ?', [JSON.stringify(answer), id]);
  }

  async forget(id: string): Promise<void> {
    await this.db.run('DELETE FROM idempotency_keys WHERE id = ? AND answer IS NULL', [id]);
  }

  private async takeOver(id: string, lockedUntil: number, now: number): Promise<Claim> {
    if (lockedUntil > now) return { state: 'running' };
    const { changes } = await this.db.run(
      'UPDATE idempotency_keys SET locked_until = ? WHERE id = ? AND locked_until = ? AND answer IS NULL',
      [now + lockMs, id, lockedUntil],
    );
    return { state: changes === 1 ? 'new' : 'running' };
  }
}
