import { lastSlots } from '#libs/catalog/node-kinds/trigger-schedule/timing';
import { timingOf } from '#libs/catalog/node-kinds/trigger-schedule/timing-fields';
import { type ScheduleConfig } from '../triggers/trigger-configs.js';
import { delayOf } from '../triggers/watch.js';

/** What is due, sorted by what is to be done about it. Slots are epoch ms, oldest first. */
export interface DueSlots {
  fire: number[];
  /** Not made up for; the newest of them. */
  missed: number[];
  /** The newest slot that is dealt with: the schedule goes on after it. */
  last: number | undefined;
}

/** A slot is on time for so long: pauses of the scheduler are no downtime. */
const graceMs = 60_000;
/** Missed slots that are written down. */
const notedSlots = 100;

/** Which slots from `from` on are due `now`, by the schedule's word on what was missed. */
export function dueSlots(
  triggerId: string,
  schedule: ScheduleConfig,
  { since, from, now }: { since: number; from: number; now: number },
): DueSlots {
  const dueAt = (slot: number) => slot + delayOf(triggerId, schedule, slot);
  const due = lastSlots(timingOf(schedule, since), from, now, notedSlots + schedule.catchUpLimit).filter(
    (slot) => dueAt(slot) <= now,
  );
  const last = due.at(-1);
  if (last === undefined) return { fire: [], missed: [], last };
  const isOnTime = now - dueAt(last) <= graceMs;
  const count = { skip: isOnTime ? 1 : 0, one: 1, all: schedule.catchUpLimit }[schedule.catchUp];
  const cut = Math.max(0, due.length - count);
  return { fire: due.slice(cut), missed: due.slice(0, cut).slice(-notedSlots), last };
}
