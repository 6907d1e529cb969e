import { AppError } from '#libs/contracts';
import type { MemberRow } from '../members/member.entity.js';
import { names, recipientKey } from '../members/recipients.js';
import type { Delegation, InboxItemRow } from './inbox-item.entity.js';
import { askedNow, canBeDecided, mayAnswerAtAll, openDelegations, passedOnBy, standingOf } from './standing.js';

/** Hands through which one answer may go, and delegations of one item, withdrawn ones included. */
const most = { chain: 5, delegations: 50 };

export interface Passing {
  to: string;
  comment: string | null;
  /** RFC 3339. */
  at: string;
}

const refused = (message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `to: ${message}`, issues: [{ path: 'to', message }] });

/**
 * The delegations after `me` passed the answer on. `named`: everybody whom the item and `to` name.
 * @throws INBOX_NOT_ASSIGNED, VALIDATION_FAILED (at `to`), INBOX_QUORUM_IMPOSSIBLE
 */
export function delegated(
  item: InboxItemRow,
  me: MemberRow,
  named: readonly MemberRow[],
  passing: Passing,
): Delegation[] {
  const standing = standingOf(item, me);
  if (!standing.may) throw new AppError('INBOX_NOT_ASSIGNED', { detail: whyNot[standing.why] });
  if (item.kind === 'unknown') throw refused('this may be answered by anybody who may answer at all');
  if (item.kind === 'budget') throw refused('only an administrator may raise a budget, and all of them are asked');
  const to = recipientKey(passing.to);
  if (to === undefined) throw refused('expected role:<role>, user:<id> or an e-mail address');
  const before = item.delegations ?? [];
  if (before.length >= most.delegations) throw refused(`this was passed on ${most.delegations} times already`);
  if (chainOf(before, standing.via).length >= most.chain)
    throw refused(`expected at most ${most.chain} hands: this has gone through as many`);
  assertTakes(
    item,
    me,
    named.filter((each) => names(to, each)),
  );
  if (openDelegations(item).some((each) => each.to === to)) throw refused('it was passed on to them already');
  const next: Delegation = {
    from: { userId: me.userId, name: me.name },
    to,
    comment: passing.comment,
    at: passing.at,
    state: 'open',
    via: standing.via,
  };
  const delegations = [...before, next];
  assertDecidable({ ...item, delegations }, named);
  return delegations;
}

const whyNot = {
  'not-asked': 'Only those who are asked may pass it on',
  answered: 'You have answered this already',
  'passed-on': 'You have passed this on already; withdraw that first',
};

/** Somebody of those named is able to answer, and it is not the way back. */
function assertTakes(item: InboxItemRow, me: MemberRow, targets: readonly MemberRow[]): void {
  const others = targets.filter(({ userId }) => userId !== me.userId);
  if (others.length === 0)
    throw refused(targets.length > 0 ? 'expected somebody else than you' : 'nobody answers to this');
  const able = others.filter(mayAnswerAtAll);
  if (able.length === 0) throw refused('expected somebody who may answer: an operator or higher');
  const passedOn = passedOnBy(item);
  const answered = new Set(item.answers.map(({ userId }) => userId));
  if (able.every(({ userId }) => passedOn.has(userId))) throw refused('they have passed it on themselves');
  if (able.every(({ userId }) => answered.has(userId) || passedOn.has(userId)))
    throw refused('they have answered already');
}

/** @throws INBOX_QUORUM_IMPOSSIBLE */
export function assertDecidable(item: InboxItemRow, named: readonly MemberRow[]): void {
  if (canBeDecided(item, named)) return;
  throw new AppError('INBOX_QUORUM_IMPOSSIBLE', {
    detail: `${item.quorum} approvals or ${item.rejections} rejections decide, and too few people would be left: ${askedNow(item).join(', ')}`,
  });
}

/** Indexes of the delegations that an answer has come through, the last one first. */
function chainOf(delegations: readonly Delegation[], start: number | null): number[] {
  const chain: number[] = [];
  for (let at = start; at !== null && !chain.includes(at); at = delegations[at]?.via ?? null) chain.push(at);
  return chain;
}

/** The delegations after those of `userId` were taken back, with all that came of them. @throws CONFLICT when there is none */
export function withdrawn(item: InboxItemRow, userId: string): Delegation[] {
  const all = item.delegations ?? [];
  const mine = openDelegations(item).filter(({ from }) => from.userId === userId);
  if (mine.length === 0) throw new AppError('CONFLICT', { detail: 'You have passed on nothing that is still open' });
  const gone = new Set(mine.map(({ index }) => index));
  return all.map((each, index) =>
    each.state === 'open' && chainOf(all, index).some((link) => gone.has(link))
      ? { ...each, state: 'withdrawn' }
      : each,
  );
}

/** All open ones end: an admin asks other people. */
export const allWithdrawn = ({ delegations }: Pick<InboxItemRow, 'delegations'>): Delegation[] =>
  (delegations ?? []).map((each) => (each.state === 'open' ? { ...each, state: 'withdrawn' } : each));

/** The delegations after a member answered: the one they answer by, with those before it, and those that name them in person. */
export function answeredBy(item: InboxItemRow, me: MemberRow, via: number | null): Delegation[] | null {
  if (!item.delegations) return null;
  const used = new Set(chainOf(item.delegations, via));
  for (const { to, index } of openDelegations(item)) if (!to.startsWith('role:') && names(to, me)) used.add(index);
  return item.delegations.map((each, index) =>
    used.has(index) && each.state === 'open' ? { ...each, state: 'answered' } : each,
  );
}
