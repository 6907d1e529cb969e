import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '#libs/contracts';
import type { Database } from '#libs/platform/database';

/** Rows of each table, by a name such as `company.members`; each row as the digest of its columns. */
export type TableState = ReadonlyMap<string, readonly string[]>;

/**
 * What the platform writes by itself, whether or not somebody asks: leases, positions of readers, when something was last seen. Whoever is
 * refused is told of in the audit log, which is no change of what he asked for.
 */
const ownWork = /^(durable_(workers|leases)|event_(leases|positions|relay|readers?)|audit_|migrations|sqlite_)/;

const told = 'audit.recorded.v1';

/** Sees what changed in the tables of all services. */
export class TableWatch {
  constructor(private readonly databases: readonly (readonly [ServiceName, Database])[]) {}

  async state(): Promise<TableState> {
    const state = new Map<string, readonly string[]>();
    for (const [service, database] of this.databases) {
      const tables = await database.query<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`);
      for (const { name } of tables) {
        if (ownWork.test(name)) continue;
        const rows = await database.query(`SELECT * FROM \`${name}\``);
        state.set(
          `${service}.${name}`,
          rows
            .filter((row) => row['type'] !== told)
            .map(digestOf)
            .sort(),
        );
      }
    }
    return state;
  }

  /** The state once nothing changes any more: what was begun before has ended. */
  async settled(quietMs = 300, withinMs = 20_000): Promise<TableState> {
    const until = Date.now() + withinMs;
    let before = await this.state();
    for (;;) {
      await sleep(quietMs);
      const now = await this.state();
      const moving = changesBetween(before, now);
      if (moving.length === 0) return now;
      if (Date.now() > until) throw new Error(`The platform does not come to rest: ${moving.join('; ')}`);
      before = now;
    }
  }
}

/** Rows that came or went: `+ company.members {…}`. */
export function changesBetween(before: TableState, after: TableState): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((table) => {
    const [had, has] = [new Set(before.get(table)), new Set(after.get(table))];
    const came = [...has].filter((row) => !had.has(row)).map((row) => `+ ${table} ${row}`);
    const went = [...had].filter((row) => !has.has(row)).map((row) => `- ${table} ${row}`);
    return [...came, ...went];
  });
}

function digestOf(row: Record<string, unknown>): string {
  const { last_used_at: _used, last_seen_at: _seen, ...rest } = row;
  const text = JSON.stringify(rest, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return text.length < 400 ? text : `${text.slice(0, 300)} ${createHash('sha256').update(text).digest('base64')}`;
}
