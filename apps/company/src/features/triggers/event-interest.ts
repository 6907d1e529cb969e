import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { subjectsOf } from './event-subjects.js';

interface Known {
  /** Database time at which this was read, epoch ms: it holds for what happened before. */
  at: number;
  subjects: ReadonlySet<string>;
}

/** Events are let grow this old before it is read anew what waits for them, so that one look serves many. */
const gatherMs = 50;
const keptCompanies = 1_000;

/**
 * Whether anything waits for an event, without a transaction: most are of no interest to any trigger. What is known was read after the
 * event happened, so a trigger that was published before is never missed.
 */
@Injectable()
export class EventInterest {
  private readonly known = new Map<string, Known>();

  constructor(private readonly db: Database) {}

  async has(event: EventEnvelope): Promise<boolean> {
    const wanted = subjectsOf(event).map(({ kind, subject }) => `${kind} ${subject}`);
    let known = this.known.get(event.companyId);
    if (!known || known.at <= Date.parse(event.at)) {
      // The clocks of database and process may differ: that costs a look, or a little time, and nothing else.
      const age = Date.now() - Date.parse(event.at);
      if (age >= 0 && age < gatherMs) await sleep(gatherMs - age);
      known = await this.read(event.companyId);
      if (this.known.size >= keptCompanies) this.known.delete(this.known.keys().next().value!);
      this.known.set(event.companyId, known);
    }
    const { subjects } = known;
    return wanted.some((each) => subjects.has(each));
  }

  private async read(companyId: string): Promise<Known> {
    const rows = await this.db.query<{ now: number; kind: string | null; subject: string | null }>(
      `SELECT ${this.db.sql.now} AS now, t.kind, t.subject FROM (SELECT 1 AS one) x LEFT JOIN triggers t ` +
        "ON t.company_id = ? AND t.kind IN ('trigger.event', 'trigger.workflow', 'trigger.error') AND t.published = 1 AND t.paused = 0",
      [companyId],
    );
    return {
      at: Number(rows[0]?.now),
      subjects: new Set(rows.flatMap(({ kind, subject }) => (kind === null ? [] : [`${kind} ${subject}`]))),
    };
  }
}
