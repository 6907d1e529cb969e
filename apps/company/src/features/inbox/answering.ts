import { AppError, type InboxItem } from '#libs/contracts';
import type { Message } from '#libs/durable';
import { compileSchema } from '#libs/platform/json-schema';
import type { MemberRow } from '../members/member.entity.js';
import type { InboxItemRow } from './inbox-item.entity.js';
import type { Given } from './inbox.service.js';

/** What an answer changes: the answers so far and, when it decides, what the run is told. */
export interface Answer {
  answers: InboxItem['answers'];
  decision?: string;
  message?: Message;
}

type Kind = InboxItem['kind'];
const expected: Record<Kind, string> = {
  approval: 'expected {decision: "approved" | "rejected"}',
  form: 'expected {values: {…}}',
  unknown: 'expected {decision: "happened" | "repeat" | "fail"}',
};

const misfit = (kind: Kind) =>
  new AppError('VALIDATION_FAILED', {
    detail: `This item is of the kind ${kind}`,
    issues: [{ path: 'decision', message: expected[kind] }],
  });

/** @throws VALIDATION_FAILED, INBOX_ITEM_CLOSED when this person has answered already */
export function decide(item: InboxItemRow, me: MemberRow, given: Given, at: string): Answer {
  if (item.answers.some(({ userId }) => userId === me.userId))
    throw new AppError('INBOX_ITEM_CLOSED', { detail: 'You have answered this already' });
  const note = (decision: string): InboxItem['answers'] => [
    ...item.answers,
    { userId: me.userId, name: me.name, decision, comment: given.comment ?? null, at },
  ];
  return deciders[item.kind](item, given, note);
}

type Note = (decision: string) => InboxItem['answers'];

const deciders: Record<Kind, (item: InboxItemRow, given: Given, note: Note) => Answer> = {
  /** Rejected by one, approved by as many as the quorum asks. */
  approval(item, given, note) {
    if (!('decision' in given) || (given.decision !== 'approved' && given.decision !== 'rejected'))
      throw misfit('approval');
    const answers = note(given.decision);
    const approvals = answers.filter(({ decision }) => decision === 'approved').length;
    if (given.decision === 'approved' && approvals < item.quorum) return { answers };
    const by = answers.flatMap(({ decision, name }) => (decision === given.decision ? [name] : []));
    const output = { decision: given.decision, by, comment: given.comment ?? null };
    return { answers, decision: given.decision, message: resolved(item, given.decision, output) };
  },

  form(item, given, note) {
    if (!('values' in given)) throw misfit('form');
    const issues = item.schema === null ? [] : compileSchema(item.schema)(given.values, 'values');
    if (issues[0])
      throw new AppError('VALIDATION_FAILED', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
    return { answers: note('submitted'), decision: 'submitted', message: resolved(item, 'submitted', given.values) };
  },

  unknown(item, given, note) {
    if (!('decision' in given) || given.decision === 'approved' || given.decision === 'rejected')
      throw misfit('unknown');
    const { decision } = given;
    const event = { type: 'step.settled', path: item.stepPath, decision, generation: item.attempt };
    const output = decision === 'happened' && 'output' in given ? { output: given.output ?? null } : {};
    return { answers: note(decision), decision, message: { id: `settled.${item.id}`, event, ...output } };
  },
};

const resolved = (item: InboxItemRow, port: string, output: unknown): Message => ({
  id: `answer.${item.id}`,
  event: { type: 'step.resolved', path: item.stepPath, attempt: item.attempt, port },
  output,
});
