import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EventEnvelope, WatchedEvent } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { watchedBy } from './watched-events.js';

interface Known {
  /** Database time at which this was read, epoch ms: it holds for what happened before. */
  at: number;
  events: ReadonlySet<WatchedEvent>;
}

/** Events are let grow this old before it is read anew who watches, so that one look serves many. */
const gatherMs = 50;
const keptCompanies = 1_000;

/** Whether anybody watches for an event, without a transaction. What is known was read after the event, so no watcher misses one. */
@Injectable()
export class WatcherInterest {
  private readonly known = new Map<string, Known>();

  constructor(private readonly db: Database) {}

  async has({
    type,
    companyId,
    at,
    data,
  }: Pick<EventEnvelope, 'type' | 'companyId' | 'at' | 'data'>): Promise<boolean> {
    const wanted = watchedBy(type, data);
    if (wanted === undefined) return false;
    let known = this.known.get(companyId);
    if (!known || known.at <= Date.parse(at)) {
      // The clocks of database and process may differ: that costs a look, or a little time, and nothing else.
      const age = Date.now() - Date.parse(at);
      if (age >= 0 && age < gatherMs) await sleep(gatherMs - age);
      known = await this.read(companyId);
      if (this.known.size >= keptCompanies) this.known.delete(this.known.keys().next().value!);
      this.known.set(companyId, known);
    }
    return known.events.has(wanted);
  }

  private async read(companyId: string): Promise<Known> {
    const rows = await this.db.query<{ now: number; event: WatchedEvent | null }>(
      `SELECT DISTINCT ${this.db.sql.now} AS now, w.event FROM (SELECT 1 AS one) x LEFT JOIN watchers w ` +
        'ON w.company_id = ? AND w.enabled = 1',
      [companyId],
    );
    return {
      at: Number(rows[0]?.now),
      events: new Set(rows.flatMap(({ event }) => (event === null ? [] : [event]))),
    };
  }
}
