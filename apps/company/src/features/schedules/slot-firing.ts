import { Injectable } from '@nestjs/common';
import { scheduleConfig, type ScheduleConfig } from '../triggers/trigger-configs.js';
import type { Tx } from '#libs/platform/database';
import { slotAfter } from '../triggers/watch.js';
import { dueSlots } from './due-slots.js';
import { Firings, type Firer, type Occasion } from './firings.js';

/** A schedule as it lies in the database, claimed by this transaction. */
export interface ClaimedSchedule extends Firer {
  config: ScheduleConfig;
  nextAt: number;
  createdAt: number;
}

interface Turn {
  tx: Tx;
  schedule: ClaimedSchedule;
  /** Database time. */
  now: number;
  /** Runs of the schedule that go on. */
  active: string[];
}

const iso = (ms: number) => new Date(ms).toISOString();

/** One schedule whose slots are due: each slot is dealt with once, and the schedule goes on to the next, in one commit. */
@Injectable()
export class SlotFiring {
  constructor(private readonly firings: Firings) {}

  async fire(tx: Tx, schedule: ClaimedSchedule, now: number): Promise<void> {
    const { id, config, createdAt: since, nextAt: from } = schedule;
    const { fire, missed, last } = dueSlots(id, config, { since, from, now });
    for (const slot of missed)
      await this.firings.note(tx, schedule, occasionOf(schedule, slot, now), 'missed', { at: now });
    const active = config.overlap === 'allow' ? [] : await this.firings.active(tx, id);
    const turn: Turn = { tx, schedule, now, active };
    let fired = 0;
    for (const slot of fire)
      fired += (await this.overlapping[config.overlap](turn, slot, slot === fire.at(-1))) ? 1 : 0;
    const next = slotAfter(id, config, since, last ?? now);
    await tx.run(
      'UPDATE triggers SET next_at = ?, due_at = ?, last_fired_at = COALESCE(?, last_fired_at) WHERE id = ?',
      [next.nextAt, next.dueAt, fired > 0 ? now : null, id],
    );
  }

  /** Passes over what is due because it cannot be started, so that it does not stand in the way of all others. */
  giveUp(tx: Tx, schedule: ClaimedSchedule, now: number, reason: string): Promise<void> {
    return this.leave(tx, schedule, now, 'failed', reason);
  }

  /** Passes over what is due while the company is deactivated. It is not caught up with. */
  passOver(tx: Tx, schedule: ClaimedSchedule, now: number): Promise<void> {
    return this.leave(tx, schedule, now, 'skipped', 'The company is deactivated');
  }

  private async leave(
    tx: Tx,
    schedule: ClaimedSchedule,
    now: number,
    status: 'failed' | 'skipped',
    reason: string,
  ): Promise<void> {
    const { id, config, createdAt: since, nextAt } = schedule;
    await this.firings.note(tx, schedule, occasionOf(schedule, nextAt, now), status, { at: now, reason });
    const next = slotAfter(id, config, since, now);
    await tx.run('UPDATE triggers SET next_at = ?, due_at = ? WHERE id = ?', [next.nextAt, next.dueAt, id]);
  }

  /** The oldest occasion that waits, if nothing of the schedule goes on. */
  async startQueued(tx: Tx, schedule: Omit<ClaimedSchedule, 'nextAt'>, now: number): Promise<void> {
    if ((await this.firings.active(tx, schedule.id)).length > 0) return;
    const [firing] = await tx.query<{ id: string; slot_at: number }>(
      "SELECT id, slot_at FROM trigger_firings WHERE trigger_id = ? AND status = 'queued' ORDER BY id LIMIT 1",
      [schedule.id],
    );
    if (!firing) return;
    await this.firings.startQueued(tx, schedule, firing, occasionOf(schedule, Number(firing.slot_at), now), now);
    await tx.run('UPDATE triggers SET last_fired_at = ? WHERE id = ?', [now, schedule.id]);
  }

  /** What a slot does while runs of the slots before go on. Answers whether a run was started. */
  private readonly overlapping: Record<
    ScheduleConfig['overlap'],
    (turn: Turn, slot: number, isLast: boolean) => Promise<boolean>
  > = {
    allow: (turn, slot) => this.start(turn, slot),

    skip: async (turn, slot) => {
      if (turn.active.length === 0) return this.start(turn, slot);
      await this.note(turn, slot, 'skipped', 'The run before goes on');
      return false;
    },

    queue: async (turn, slot) => {
      const { tx, schedule } = turn;
      const [row] = await tx.query<{ waiting: number }>(
        "SELECT COUNT(*) AS waiting FROM trigger_firings WHERE trigger_id = ? AND status = 'queued'",
        [schedule.id],
      );
      const waiting = Number(row?.waiting ?? 0);
      if (waiting === 0 && turn.active.length === 0) return this.start(turn, slot);
      const isFull = waiting >= schedule.config.catchUpLimit;
      await this.note(turn, slot, isFull ? 'skipped' : 'queued', isFull ? 'As many wait as may' : null);
      return false;
    },

    cancelPrevious: async (turn, slot, isLast) => {
      if (!isLast) {
        await this.note(turn, slot, 'skipped', 'A later time was due as well');
        return false;
      }
      for (const runId of turn.active)
        await this.firings.cancel(turn.tx, runId, 'The next time of the schedule has come');
      return this.start(turn, slot);
    },
  };

  private async start(turn: Turn, slot: number): Promise<boolean> {
    const { tx, schedule, now } = turn;
    const runId = await this.firings.start(tx, schedule, occasionOf(schedule, slot, now), now);
    if (runId !== undefined) turn.active.push(runId);
    return runId !== undefined;
  }

  private async note({ tx, schedule, now }: Turn, slot: number, status: 'skipped' | 'queued', reason: string | null) {
    await this.firings.note(tx, schedule, occasionOf(schedule, slot, now), status, { at: now, reason });
  }
}

const occasionOf = ({ config }: Pick<ClaimedSchedule, 'config'>, slot: number, now: number): Occasion => ({
  key: `slot.${slot}`,
  slotAt: slot,
  input: config.input,
  facts: { slot: iso(slot), firedAt: iso(now), timezone: config.timezone },
  startedBy: 'Schedule',
});

/** Configuration of a schedule as it was published. */
export const scheduleOf = (config: string): ScheduleConfig => scheduleConfig.parse(JSON.parse(config));
