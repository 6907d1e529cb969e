import type { Database, Tx } from '#libs/platform/database';

export const leaseMs = 15_000;
/** How often a holder renews and others try. */
export const renewMs = 5_000;

/** A row that one process holds at a time, by database time. */
export class Lease {
  private known = false;

  constructor(
    private readonly db: Database,
    readonly name: string,
    readonly holder: string,
  ) {}

  /** Takes or renews. Answers whether it is held now, for `leaseMs`. */
  async take(): Promise<boolean> {
    const { sql } = this.db;
    if (!this.known) {
      await this.db.run(
        `${sql.insertIgnore} INTO event_leases (name, holder, expires_at, position) VALUES (?, '', 0, 0)`,
        [this.name],
      );
      this.known = true;
    }
    const { changes } = await this.db.run(
      `UPDATE event_leases SET holder = ?, expires_at = ${sql.now} + ${leaseMs} WHERE name = ? AND (holder = ? OR expires_at < ${sql.now})`,
      [this.holder, this.name, this.holder],
    );
    return changes > 0;
  }

  /** Lets the next one take it at once. */
  async release(): Promise<void> {
    await this.db.run('UPDATE event_leases SET expires_at = 0 WHERE name = ? AND holder = ?', [this.name, this.holder]);
  }

  /** Locks the row and answers its position, or undefined when somebody else holds it. */
  async position(tx: Tx): Promise<number | undefined> {
    const [row] = await tx.query<{ holder: string; position: number }>(
      `SELECT holder, position FROM event_leases WHERE name = ?${tx.sql.forUpdate}`,
      [this.name],
    );
    return row?.holder === this.holder ? Number(row.position) : undefined;
  }

  async setPosition(tx: Tx, position: number): Promise<void> {
    await tx.run('UPDATE event_leases SET position = ? WHERE name = ?', [position, this.name]);
  }
}
