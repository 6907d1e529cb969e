import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { scheduleOf, SlotFiring, type ClaimedSchedule } from './slot-firing.js';

/** Token of whether this process carries out schedules (a process that only answers requests does not). */
export const schedules = Symbol('schedules');

/** Schedules that one transaction deals with. */
const batch = 10;
/** How often it is looked whether something is due. */
const idleMs = 1_000;
const pruneEveryMs = 600_000;
const keptFiringsMs = 90 * 86_400_000;
/** A schedule that is due for longer than this is stuck. */
const stuckMs = 60_000;

interface TriggerColumns {
  id: string;
  company_id: string;
  workflow_id: string;
  node: string;
  kind: string;
  version_id: string;
  version: number;
  config: string;
  next_at: number;
  created_at: number;
}

/**
 * Fires schedules when database time says that they are due. Any number may run beside each other: a claimed schedule is passed over by
 * the others (SKIP LOCKED), and a slot is written down once.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;
  private running: Promise<void> | undefined;
  private rouse: (() => void) | undefined;
  private prunedAt = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly firing: SlotFiring,
    @Inject(serviceLogger) private readonly logger: Logger,
    @Inject(schedules) private readonly isActive: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.isActive) this.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Looks at once, instead of within a second. */
  wake(): void {
    this.rouse?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  /** How long the oldest schedule has been due, ms; 0 when none is. */
  async lag(): Promise<number> {
    const { now, due } = await this.look();
    return due === null ? 0 : Math.max(0, now - due);
  }

  /** For `/readyz`. */
  readonly probe = {
    check: async () => {
      const lag = await this.lag();
      return { ok: lag < stuckMs, detail: { oldestDueMs: lag } };
    },
  };

  private async run(): Promise<void> {
    while (!this.stopped) {
      let pause = idleMs;
      try {
        pause = await this.turn();
      } catch (error) {
        this.logger.error({ error }, 'the scheduler will try again');
      }
      if (pause > 0 && !this.stopped) await this.sleep(pause);
    }
  }

  /** @returns how long there is nothing to do, ms */
  private async turn(): Promise<number> {
    const { now, due, queued } = await this.look();
    if (queued) await this.startQueued();
    if (performance.now() - this.prunedAt > pruneEveryMs) await this.prune(now);
    if (due === null || due > now) return Math.min(idleMs, due === null ? idleMs : due - now);
    return (await this.fireSome()) > 0 ? 0 : idleMs;
  }

  private async look(): Promise<{ now: number; due: number | null; queued: boolean }> {
    const [row] = await this.db.query<{ now: number; due: number | null; queued: number }>(
      `SELECT ${this.db.sql.now} AS now, (SELECT MIN(due_at) FROM triggers) AS due, ` +
        "EXISTS(SELECT 1 FROM trigger_firings WHERE status = 'queued') AS queued",
    );
    const due = row?.due ?? null;
    return { now: Number(row?.now), due: due === null ? null : Number(due), queued: Number(row?.queued) > 0 };
  }

  /** Several in one commit; when that fails, one by one, so that one bad schedule does not hold up the others. */
  private async fireSome(): Promise<number> {
    try {
      return await this.db.transaction((tx) => this.fireIn(tx, batch));
    } catch (error) {
      if (AppError.is(error, 'DATABASE_BUSY')) throw error;
      this.logger.warn({ error }, 'schedules are fired one by one');
    }
    return this.fireOne();
  }

  private async fireOne(): Promise<number> {
    let claimed: ClaimedSchedule | undefined;
    try {
      return await this.db.transaction((tx) => this.fireIn(tx, 1, (schedule) => (claimed = schedule)));
    } catch (error) {
      const schedule = claimed;
      if (AppError.is(error, 'DATABASE_BUSY') || !schedule) throw error;
      this.logger.error({ error, triggerId: schedule.id }, 'a schedule could not be fired');
      const reason = (AppError.is(error) ? error.message : 'It could not be started').slice(0, 300);
      await this.db.transaction(async (tx) => this.firing.giveUp(tx, schedule, await nowIn(tx), reason));
      return 1;
    }
  }

  private async fireIn(tx: Tx, limit: number, onClaim?: (schedule: ClaimedSchedule) => void): Promise<number> {
    const now = await nowIn(tx);
    const rows = await tx.query<TriggerColumns>(
      'SELECT id, company_id, workflow_id, node, kind, version_id, version, config, next_at, created_at FROM triggers ' +
        `WHERE due_at <= ? ORDER BY due_at LIMIT ${limit}${tx.sql.forUpdateSkipLocked}`,
      [now],
    );
    const closed = await closedAmong(tx, rows);
    for (const schedule of await this.claimed(tx, rows)) {
      onClaim?.(schedule);
      if (closed.has(schedule.companyId)) await this.firing.passOver(tx, schedule, now);
      else await this.firing.fire(tx, schedule, now);
    }
    return rows.length;
  }

  private async startQueued(): Promise<void> {
    const waiting = await this.db.query<{ trigger_id: string }>(
      "SELECT DISTINCT trigger_id FROM trigger_firings WHERE status = 'queued' LIMIT 200",
    );
    for (const { trigger_id: id } of waiting) await this.db.transaction((tx) => this.startQueuedOf(tx, id));
  }

  private async startQueuedOf(tx: Tx, id: string): Promise<void> {
    const rows = await tx.query<TriggerColumns & { published: number; paused: number }>(
      `SELECT * FROM triggers WHERE id = ?${tx.sql.forUpdateSkipLocked}`,
      [id],
    );
    const [row] = rows;
    if (!row) return;
    const isInForce = Number(row.published) === 1 && Number(row.paused) === 0 && row.kind === 'trigger.schedule';
    const isClosed = (await closedAmong(tx, rows)).size > 0;
    const [schedule] = isInForce && !isClosed ? await this.claimed(tx, rows) : [];
    if (schedule) return this.firing.startQueued(tx, schedule, await nowIn(tx));
    await tx.run(
      "UPDATE trigger_firings SET status = 'skipped', reason = 'The schedule is paused or withdrawn' WHERE trigger_id = ? AND status = 'queued'",
      [id],
    );
  }

  /** With the names of their workflows. */
  private async claimed(tx: Tx, rows: readonly TriggerColumns[]): Promise<ClaimedSchedule[]> {
    if (rows.length === 0) return [];
    const ids = [...new Set(rows.map((row) => row.workflow_id))];
    const names = await tx.query<{ id: string; name: string }>(
      `SELECT id, name FROM workflows WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    const nameOf = new Map(names.map(({ id, name }) => [id, name]));
    return rows.map((row) => ({
      id: row.id,
      companyId: row.company_id,
      workflowId: row.workflow_id,
      workflowName: nameOf.get(row.workflow_id) ?? '',
      node: row.node,
      kind: row.kind,
      versionId: row.version_id,
      version: Number(row.version),
      config: scheduleOf(row.config),
      nextAt: Number(row.next_at),
      createdAt: Number(row.created_at),
    }));
  }

  /** Old firings go, a few at a time. */
  private async prune(now: number): Promise<void> {
    this.prunedAt = performance.now();
    const old = await this.db.query<{ id: string }>(
      "SELECT id FROM trigger_firings WHERE created_at < ? AND status <> 'queued' LIMIT 1000",
      [now - keptFiringsMs],
    );
    if (old.length > 0)
      await this.db.run(
        `DELETE FROM trigger_firings WHERE id IN (${old.map(() => '?').join(', ')})`,
        old.map(({ id }) => id),
      );
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Companies that are deactivated: their times go by. */
async function closedAmong(tx: Tx, rows: readonly TriggerColumns[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(rows.map((row) => row.company_id))];
  if (ids.length === 0) return new Set();
  const closed = await tx.query<{ id: string }>(
    `SELECT id FROM companies WHERE deactivated_at IS NOT NULL AND id IN (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  return new Set(closed.map(({ id }) => id));
}

const nowIn = async (tx: Tx): Promise<number> => {
  const [row] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
  return Number(row?.now);
};
