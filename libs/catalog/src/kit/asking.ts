import type { z } from 'zod';
import { assignees, parseAssignee } from './assignees.js';
import { addDuration, duration } from './durations.js';

/** Whom a step asks and until when: the same for approvals and forms. */
export const askingFields = {
  assignees: assignees().meta({ title: 'Who may answer' }),
  deadline: duration().default('P30D').meta({ title: 'Answer within', description: 'Then the way is `expired`' }),
  escalateTo: assignees()
    .optional()
    .meta({ title: 'Escalate to', description: 'Asked as well when nobody has decided in time', advanced: true }),
  escalateAfter: duration()
    .optional()
    .meta({
      title: 'Escalate after',
      description: 'Half of the time to answer unless set',
      advanced: true,
      when: { field: 'escalateTo' },
    }),
  remindBefore: duration()
    .optional()
    .meta({ title: 'Remind before the end', description: 'Those who are asked are told once more', advanced: true }),
};

interface Asking {
  deadline: string;
  escalateTo?: string[] | undefined;
  escalateAfter?: string | undefined;
  remindBefore?: string | undefined;
}

export interface AskingTimes {
  /** Epoch ms. */
  deadline: number;
  alarms: { remind?: number; escalate?: number };
}

/** When the question expires, when more people are asked, and when all are told again. */
export function askingTimes({ deadline, escalateTo, escalateAfter, remindBefore }: Asking, at: number): AskingTimes {
  const end = addDuration(at, deadline);
  const alarms: AskingTimes['alarms'] = {};
  if (remindBefore !== undefined) alarms.remind = end - addDuration(0, remindBefore);
  if (escalateTo) alarms.escalate = escalateAfter ? addDuration(at, escalateAfter) : at + Math.floor((end - at) / 2);
  return { deadline: end, alarms };
}

/** What the fields must be to each other. For `superRefine`. */
export function checkAsking(config: Asking, context: z.core.$RefinementCtx): void {
  const say = (field: keyof Asking, message: string): void =>
    void context.issues.push({ code: 'custom', path: [field], message, input: config[field] });
  const lengthOf = (text: string | undefined) => (text === undefined ? undefined : lengthOrNothing(text));
  const [whole, escalate, remind] = [config.deadline, config.escalateAfter, config.remindBefore].map(lengthOf);
  if (config.escalateAfter !== undefined && !config.escalateTo)
    say('escalateAfter', 'expected `escalateTo` as well: nobody is named to escalate to');
  if (whole === undefined) return;
  if (escalate !== undefined && escalate >= whole)
    say('escalateAfter', 'expected less than the time to answer (`deadline`)');
  if (remind !== undefined && remind >= whole)
    say('remindBefore', 'expected less than the time to answer (`deadline`)');
}

/** Milliseconds; undefined for what is no duration, which has been said already. */
function lengthOrNothing(text: string): number | undefined {
  try {
    return addDuration(0, text);
  } catch {
    return undefined;
  }
}

/** How many people a list names for certain, or undefined when a role or an expression in it may stand for any number. */
export function countNamed(assignees: readonly string[]): number | undefined {
  const named = assignees.map((text) => parseAssignee(text));
  if (named.some((each) => each === undefined || each.kind === 'role')) return undefined;
  return new Set(assignees.map((text) => text.toLowerCase())).size;
}
