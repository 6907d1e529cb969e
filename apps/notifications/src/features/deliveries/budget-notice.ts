import type { budgetEvents, EventData } from '#libs/contracts';
import type { Words } from './durable-notices.js';

type Fact = EventData<typeof budgetEvents.budgetWarned>;
type Told = typeof budgetEvents.budgetWarned | typeof budgetEvents.budgetExceeded;

const consequences: Record<Fact['action'], string> = {
  warn: 'Calls go on.',
  degrade: 'Calls go on with the cheaper model.',
  ask: 'Calls are refused until somebody raises it.',
  stop: 'Calls are refused until it begins anew or is raised.',
};

const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(2)}`;

/** What is said of a budget. */
export function noticeOf(type: Told['type'], fact: Fact): Words {
  const { name, spentMicros, limitMicros, action, resetsAt } = fact;
  const isOver = type === 'budget.exceeded.v1';
  const standing = `${dollars(spentMicros)} of ${dollars(limitMicros)} are spent`;
  const anew = resetsAt === null ? '' : ` It begins anew on ${resetsAt.slice(0, 16).replace('T', ' ')} UTC.`;
  return {
    event: isOver ? 'budget.exceeded' : 'budget.warned',
    to: ['role:admin'],
    by: ['in_app'],
    subject: isOver ? `The budget "${name}" is used up` : `The budget "${name}" is nearly used up`,
    text: `${standing}.${isOver ? ` ${consequences[action]}` : ''}${anew}`,
    link: '/administration/budgets',
    data: fact,
  };
}
