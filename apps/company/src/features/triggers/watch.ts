import { createHash } from 'node:crypto';
import { addDuration } from '#libs/catalog/kit';
import { nextSlot } from '#libs/catalog/node-kinds/trigger-schedule/timing';
import { timingOf } from '#libs/catalog/node-kinds/trigger-schedule/timing-fields';
import { scheduleConfig, type ScheduleConfig } from './trigger-configs.js';
import type { AutomaticTrigger } from '#libs/contracts';
import type { TriggerRow } from './trigger.entity.js';

export type Watch = Pick<TriggerRow, 'subject' | 'nextAt' | 'dueAt'>;
type Node = Pick<TriggerRow, 'id' | 'config' | 'createdAt'>;

const nothing: Watch = { subject: null, nextAt: null, dueAt: null };
const of = (subject: unknown): Watch => ({ ...nothing, subject: typeof subject === 'string' ? subject : '*' });

/** What a trigger waits for from `at` (epoch ms) on: a time, or something of a subject. */
const watches: Record<AutomaticTrigger, (node: Node, at: number) => Watch> = {
  'trigger.webhook': () => nothing,
  'trigger.schedule': ({ id, config, createdAt }, at) => {
    const schedule = scheduleConfig.parse(config);
    return { ...nothing, ...slotAfter(id, schedule, createdAt, at) };
  },
  'trigger.chat': () => nothing,
  'trigger.event': ({ config }) => of(config['type']),
  'trigger.workflow': ({ config }) => of(config['workflow']),
  'trigger.error': ({ config }) => of(config['workflow']),
};

export const watchOf = (kind: AutomaticTrigger, node: Node, at: number): Watch => watches[kind](node, at);

/** Watches for nothing: paused, or withdrawn. The subject stays, which costs nothing. */
export const unwatched = { nextAt: null, dueAt: null };

/** The slot after `at` and when it is due; nulls when there is none. `since`: from when periods count. */
export function slotAfter(
  triggerId: string,
  schedule: ScheduleConfig,
  since: number,
  at: number,
): Pick<Watch, 'nextAt' | 'dueAt'> {
  const slot = nextSlot(timingOf(schedule, since), at);
  return slot === undefined ? unwatched : { nextAt: slot, dueAt: slot + delayOf(triggerId, schedule, slot) };
}

/** A part of the spread, the same whoever asks. */
export function delayOf(triggerId: string, { spread }: ScheduleConfig, slot: number): number {
  if (spread === undefined) return 0;
  const draw = createHash('sha256').update(`${triggerId}.${slot}`).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(draw * addDuration(0, spread));
}
