import type { EventEnvelope, ServiceName } from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { outsideTransaction, type Database } from '#libs/platform/database';
import type { LiveBus } from '#libs/platform/live';
import type { EventBus } from './event-bus.port.js';
import { toEnvelope, type OutboxRow } from './event-log.js';
import { Lease } from './lease.js';
import { LeasedLoop } from './leased-loop.js';

const batch = 500;
/** What is committed within this time goes out in one commit of the relay. */
const gatherMs = 20;
/** The relay looks this often although nobody woke it. */
const pollMs = 1000;
const keptMs = 7 * 24 * 3_600_000;
const purgeEveryMs = 3_600_000;
/** After a takeover, what the former holder may have failed to publish is published again. */
const republishMs = 60_000;

/** Name under which a commit in one process wakes the relay in another. */
export const outboxHint = (service: string): string => `outbox:${service}`;

/** First and last rows of those that follow each other without a gap: one statement places them, however many. */
function stretches(rows: readonly OutboxRow[]): (readonly [OutboxRow, OutboxRow])[] {
  const found: [OutboxRow, OutboxRow][] = [];
  for (const row of rows) {
    const open = found.at(-1);
    if (open && open[1].seq + 1 === row.seq) open[1] = row;
    else found.push([row, row]);
  }
  return found;
}

export interface RelaySettings {
  db: Database;
  bus: EventBus;
  live: LiveBus;
  /** Names this process; the same name takes its own old lease at once. */
  holder: string;
  logger: Logger;
}

/** One per service, by lease: gives committed outbox rows their dense positions, commits those, then publishes. */
export class OutboxRelay {
  private readonly lease: Lease;
  private readonly loop: LeasedLoop;
  private purgedAt = -Infinity;
  private stopHints: (() => void) | undefined;
  private gathering: NodeJS.Timeout | undefined;

  constructor(private readonly settings: RelaySettings) {
    this.lease = new Lease(settings.db, 'relay', settings.holder);
    this.loop = new LeasedLoop(
      this.lease,
      {
        taken: () => this.republish(),
        turn: () => this.turn(),
        idleMs: pollMs,
      },
      settings.logger,
    );
  }

  start(): void {
    this.stopHints = this.settings.live.subscribe(outboxHint(this.settings.db.service), () => this.wake());
    outsideTransaction(() => this.loop.start());
  }

  /** Called after a commit that added events. */
  poke(): void {
    if (this.loop.held) this.gathering ??= setTimeout(() => this.wake(), gatherMs);
    else this.settings.live.publish(outboxHint(this.settings.db.service), 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.gathering);
    this.stopHints?.();
    await this.loop.stop();
  }

  private wake(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    if (this.loop.held) this.loop.wake();
  }

  /** Relays one batch. Answers whether more may be waiting. */
  private async turn(): Promise<boolean> {
    const { db } = this.settings;
    // From the index alone; the rows are read by their keys.
    const waiting = await db.query<{ seq: number }>(
      `SELECT seq FROM outbox WHERE position IS NULL ORDER BY seq LIMIT ${batch}`,
    );
    if (waiting.length === 0) {
      await this.purge();
      return false;
    }
    const bounds = [waiting[0]!.seq, waiting.at(-1)!.seq];
    const rows = await db.transaction(async (tx) => {
      const last = await this.lease.position(tx);
      if (last === undefined) return [];
      const unplaced = await tx.query<OutboxRow>(
        'SELECT seq, id, type, company_id, at, data, trace FROM outbox WHERE seq BETWEEN ? AND ? AND position IS NULL ORDER BY seq',
        bounds,
      );
      const placed = unplaced.map((row, index) => ({ ...row, position: last + 1 + index }));
      for (const [first, end] of stretches(placed))
        await tx.run(
          `UPDATE outbox SET position = seq + ?, relayed_at = ${tx.sql.now} WHERE seq BETWEEN ? AND ? AND position IS NULL`,
          [first.position - first.seq, first.seq, end.seq],
        );
      await this.lease.setPosition(tx, last + placed.length);
      return placed;
    });
    await this.publish(rows);
    return waiting.length === batch;
  }

  private async publish(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    const producer = this.settings.db.service as ServiceName;
    const events: EventEnvelope[] = rows.map((row) => toEnvelope(producer, row));
    // The positions are committed: consumers find by themselves what the bus loses.
    await this.settings.bus
      .publish(producer, events)
      .catch((error: unknown) => this.settings.logger.warn({ error }, 'events were not published'));
  }

  private async republish(): Promise<void> {
    const { db } = this.settings;
    const rows = await db.query<OutboxRow>(
      `SELECT seq, id, type, company_id, at, data, trace, position FROM outbox
       WHERE position IS NOT NULL AND relayed_at > ${db.sql.now} - ${republishMs} ORDER BY position DESC LIMIT ${batch}`,
    );
    await this.publish(rows.reverse());
  }

  private async purge(): Promise<void> {
    if (performance.now() - this.purgedAt < purgeEveryMs) return;
    const { db } = this.settings;
    const old = await db.query<{ position: number; expired: number }>(
      `SELECT position, relayed_at < ${db.sql.now} - ${keptMs} AS expired FROM outbox WHERE position IS NOT NULL ORDER BY position LIMIT 1000`,
    );
    const end = old.findLast(({ expired }) => Boolean(Number(expired)));
    if (end) await db.run('DELETE FROM outbox WHERE position <= ?', [end.position]);
    if (!end || old.length < 1000) this.purgedAt = performance.now();
  }
}
