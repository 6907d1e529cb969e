import { roleAtLeast, type Role } from '#libs/contracts';
import type { MemberRow } from '../members/member.entity.js';
import { names } from '../members/recipients.js';
import type { Delegation, InboxItemRow } from './inbox-item.entity.js';

type Asked = Pick<
  InboxItemRow,
  'kind' | 'status' | 'assignees' | 'escalateTo' | 'escalatedAt' | 'answers' | 'delegations' | 'quorum' | 'rejections'
>;
type Member = Pick<MemberRow, 'userId' | 'role' | 'email'>;

/** The lowest role that may answer at all. */
const answerer: Role = 'operator';
export const mayAnswerAtAll = ({ role }: Pick<MemberRow, 'role'>): boolean => roleAtLeast(role, answerer);

/** Whom the workflow or an admin asks at the moment. */
export const askedNow = ({ assignees, escalateTo, escalatedAt }: Asked): string[] => [
  ...new Set([...assignees, ...(escalatedAt === null ? [] : (escalateTo ?? []))]),
];

/** Delegations that count, each with its index. */
export const openDelegations = ({
  delegations,
}: Pick<InboxItemRow, 'delegations'>): (Delegation & { index: number })[] =>
  (delegations ?? []).map((each, index) => ({ ...each, index })).filter(({ state }) => state === 'open');

/** Those whose answer lies in other hands, or was given by these. */
export const passedOnBy = ({ delegations }: Pick<InboxItemRow, 'delegations'>): Set<string> =>
  new Set((delegations ?? []).flatMap(({ state, from }) => (state === 'withdrawn' ? [] : [from.userId])));

/** What one member is to an open item. */
export type Standing =
  /** `via`: index of the delegation without which they would not be asked. */
  { may: true; via: number | null } | { may: false; why: 'not-asked' | 'answered' | 'passed-on' };

/** Whether a member may answer. What became of an effect (`unknown`) may be said by anybody who may answer at all. */
export function standingOf(item: Asked, me: Member): Standing {
  if (!mayAnswerAtAll(me)) return { may: false, why: 'not-asked' };
  if (item.answers.some(({ userId }) => userId === me.userId)) return { may: false, why: 'answered' };
  if (passedOnBy(item).has(me.userId)) return { may: false, why: 'passed-on' };
  if (item.kind === 'unknown' || askedNow(item).some((assignee) => names(assignee, me)))
    return { may: true, via: null };
  const via = openDelegations(item).find(({ to }) => names(to, me));
  return via ? { may: true, via: via.index } : { may: false, why: 'not-asked' };
}

/** All that could ever be asked: what has to be looked up to count votes. */
export const everybodyNamed = (item: Pick<Asked, 'assignees' | 'escalateTo' | 'delegations'>): string[] => [
  ...item.assignees,
  ...(item.escalateTo ?? []),
  ...openDelegations(item).map(({ to }) => to),
];

/** How many answers may still come: one of each who is or will be asked, and one for each delegation to others. */
export function votesLeft(item: Asked, members: readonly Member[]): number {
  const passedOn = passedOnBy(item);
  const answered = new Set(item.answers.map(({ userId }) => userId));
  const able = members.filter(
    (each) => mayAnswerAtAll(each) && !answered.has(each.userId) && !passedOn.has(each.userId),
  );
  const asked = [...item.assignees, ...(item.escalateTo ?? [])];
  const voters = new Set(able.filter((each) => asked.some((one) => names(one, each))).map(({ userId }) => userId));
  for (const { to } of openDelegations(item)) {
    const delegate = able.find((each) => !voters.has(each.userId) && names(to, each));
    if (delegate) voters.add(delegate.userId);
  }
  return voters.size;
}

/** Whether those who are left are enough to decide it, however they answer. */
export function canBeDecided(item: Asked, members: readonly Member[]): boolean {
  const given = (decision: string) => item.answers.filter((answer) => answer.decision === decision).length;
  const { quorum, rejections } = item.kind === 'approval' ? item : { quorum: 1, rejections: 1 };
  const needed = quorum - given('approved') + (rejections - given('rejected')) - 1;
  return votesLeft(item, members) >= needed;
}
