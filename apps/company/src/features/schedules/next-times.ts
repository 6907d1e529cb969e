import { nextSlots } from '#libs/catalog/node-kinds/trigger-schedule/timing';
import { timingOf, triggerSchedule } from '#libs/catalog/node-kinds/trigger-schedule/trigger-schedule.def';
import type { TriggerRow } from '../triggers/trigger.entity.js';

/** The next slots of a schedule that is in force, at most five; none of anything else. */
export function nextTimes({ kind, config, nextAt, createdAt }: TriggerRow): number[] {
  if (kind !== 'trigger.schedule' || nextAt === null) return [];
  return nextSlots(timingOf(triggerSchedule.config.parse(config), createdAt), nextAt - 1, 5);
}
