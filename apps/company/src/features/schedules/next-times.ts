import { nextSlots } from '#libs/catalog/node-kinds/trigger-schedule/timing';
import { timingOf } from '#libs/catalog/node-kinds/trigger-schedule/timing-fields';
import { scheduleConfig } from '../triggers/trigger-configs.js';
import type { TriggerRow } from '../triggers/trigger.entity.js';

/** The next slots of a schedule that is in force, at most five; none of anything else. */
export function nextTimes({ kind, config, nextAt, createdAt }: TriggerRow): number[] {
  if (kind !== 'trigger.schedule' || nextAt === null) return [];
  return nextSlots(timingOf(scheduleConfig.parse(config), createdAt), nextAt - 1, 5);
}
