import { AppError, type InboxItem } from '#libs/contracts';
import type { Message } from '#libs/durable';
import { compileSchema } from '#libs/platform/json-schema';
import { withDefaults } from '#libs/catalog/kit';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { pathText } from '#libs/platform/http';
import type { MemberRow } from '../members/member.entity.js';
import { answeredBy } from './delegating.js';
import type { Delegation, InboxItemRow } from './inbox-item.entity.js';
import type { BudgetRaise } from '../runs/budget-raise.js';
import type { Given } from './inbox.service.js';
import { standingOf } from './standing.js';

/** What an answer changes: the answers so far, the delegations it used up and, when it decides, what the run is told. */
export interface Answer {
  answers: InboxItem['answers'];
  delegations: Delegation[] | null;
  decision?: string;
  /** An answer that does not decide yet is told as well, for the run's history. */
  message: Message;
}

/** `answers`, now with this one; `by`: who gives it. */
interface Note {
  (decision: string): InboxItem['answers'];
  by: string;
}

type Kind = InboxItem['kind'];
const expected: Record<Kind, string> = {
  approval: 'expected {decision: "approved" | "rejected"}',
  form: 'expected {values: {…}}',
  unknown: 'expected {decision: "happened" | "repeat" | "fail"}',
  budget: 'expected {decision: "approved" | "rejected"}',
};

const misfit = (kind: Kind) =>
  new AppError('VALIDATION_FAILED', {
    detail: `This item is of the kind ${kind}`,
    issues: [{ path: 'decision', message: expected[kind] }],
  });

/** @throws VALIDATION_FAILED, INBOX_NOT_ASSIGNED, INBOX_ITEM_CLOSED when this person has answered already or passed it on */
export function decide(item: InboxItemRow, me: MemberRow, given: Given, at: string): Answer {
  const standing = standingOf(item, me);
  if (!standing.may) {
    if (standing.why === 'not-asked')
      throw new AppError('INBOX_NOT_ASSIGNED', { detail: `It is assigned to ${item.assignees.join(', ')}` });
    const done = standing.why === 'answered' ? 'You have answered this already' : 'You have passed this on';
    throw new AppError('INBOX_ITEM_CLOSED', { detail: done });
  }
  const via = standing.via === null ? undefined : item.delegations?.[standing.via];
  const mine = { userId: me.userId, name: me.name, comment: given.comment ?? null, at };
  const note: Note = Object.assign(
    (decision: string) => [...item.answers, { ...mine, decision, ...(via ? { onBehalfOf: via.from } : {}) }],
    { by: me.userId },
  );
  return { ...deciders[item.kind](item, given, note), delegations: answeredBy(item, me, standing.via) };
}

const deciders: Record<Kind, (item: InboxItemRow, given: Given, note: Note) => Omit<Answer, 'delegations'>> = {
  /** Approved by as many as the quorum asks, rejected by as many as `rejections` asks: whichever comes first. */
  approval(item, given, note) {
    if (!('decision' in given) || (given.decision !== 'approved' && given.decision !== 'rejected'))
      throw misfit('approval');
    if (given.raiseMicros !== undefined) throw noRaise('only a question about a budget takes an amount');
    const { decision } = given;
    const answers = note(decision);
    const same = answers.filter((answer) => answer.decision === decision);
    if (same.length < (decision === 'approved' ? item.quorum : item.rejections))
      return { answers, message: noted(item, 'answered', { by: note.by, decision }) };
    const output = { decision, by: same.map(({ name }) => name), comment: given.comment ?? null };
    return { answers, decision, message: resolved(item, note.by, decision, output) };
  },

  form(item, given, note) {
    if (!('values' in given)) throw misfit('form');
    const values = item.schema === null ? given.values : withDefaults(item.schema, given.values);
    const issues = item.schema === null ? [] : compileSchema(item.schema)(values, 'values');
    if (issues[0])
      throw new AppError('VALIDATION_FAILED', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
    return { answers: note('submitted'), decision: 'submitted', message: resolved(item, note.by, 'submitted', values) };
  },

  unknown(item, given, note) {
    if (!('decision' in given) || given.decision === 'approved' || given.decision === 'rejected')
      throw misfit('unknown');
    const { decision } = given;
    const event = { type: 'step.settled', path: item.stepPath, decision, generation: item.attempt, by: note.by };
    const output =
      decision === 'happened' && 'output' in given
        ? { output: fittingOutput(item.stepKind, given.output ?? null) }
        : {};
    return { answers: note(decision), decision, message: { id: `settled.${item.id}`, event, ...output } };
  },

  budget(item, given, note) {
    if (!('decision' in given) || (given.decision !== 'approved' && given.decision !== 'rejected'))
      throw misfit('budget');
    const { decision, raiseMicros } = given;
    if (decision === 'rejected' && raiseMicros !== undefined) throw noRaise('only an approval takes an amount');
    const about = { path: item.stepPath, attempt: item.attempt, by: note.by };
    const event =
      decision === 'approved'
        ? { type: 'step.granted', ...about, grant: raiseOf(item, note.by, raiseMicros) }
        : { type: 'step.failed', ...about, error: notRaised(item) };
    return { answers: note(decision), decision, message: { id: `answer.${item.id}`, event } };
  },
};

const noRaise = (message: string) =>
  new AppError('VALIDATION_FAILED', {
    detail: `raiseMicros: ${message}`,
    issues: [{ path: 'raiseMicros', message }],
  });

/** What the step's next attempt does before anything else. The key is the item's: however often it is tried, it counts once. */
function raiseOf({ id, runId, budget }: InboxItemRow, by: string, micros = budget!.raiseMicros): BudgetRaise {
  return { budgetId: budget!.id, micros, key: `inbox.${id}`, by, ...(budget!.ofRun ? { runId } : {}) };
}

const notRaised = ({ budget }: InboxItemRow) => ({
  code: 'BUDGET_EXCEEDED',
  message: `The budget "${budget!.name}" does not cover this step, and an administrator did not raise it`,
  retry: 'never',
});

/** What a person says a step gave has to be what its kind gives: later steps rely on it. @throws VALIDATION_FAILED naming the field */
function fittingOutput(kind: string | null, output: unknown): unknown {
  const def = kind !== null && Object.hasOwn(nodeKinds, kind) ? nodeKinds[kind as keyof typeof nodeKinds] : undefined;
  const parsed = def?.output.safeParse(output);
  if (!parsed || parsed.success) return output;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: pathText(['output', ...path]), message }));
  throw new AppError('VALIDATION_FAILED', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });
}

const resolved = (item: InboxItemRow, by: string, port: string, output: unknown): Message => ({
  id: `answer.${item.id}`,
  event: { type: 'step.resolved', path: item.stepPath, attempt: item.attempt, port, by },
  output,
});

/** For the run's history alone. */
export const noted = (item: InboxItemRow, note: string, facts: Record<string, unknown>): Message => ({
  id: `note.${item.id}.${item.revision}`,
  event: { type: 'step.noted', path: item.stepPath, note, itemId: item.id, ...facts },
});
