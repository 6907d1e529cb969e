import type { Role } from '#libs/contracts';
import type { MemberRow } from '../members/member.entity.js';
import { allWithdrawn, answeredBy, delegated, withdrawn } from './delegating.js';
import type { Delegation, InboxItemRow } from './inbox-item.entity.js';
import { standingOf, votesLeft } from './standing.js';

const person = (name: string, role: Role = 'operator') =>
  ({ id: `mem_${name}`, userId: `usr_${name}`, name, email: `${name}@x.example`, role }) as MemberRow;
const [ann, bob, cara, dan, eve, vic] = [
  person('ann'),
  person('bob'),
  person('cara'),
  person('dan', 'admin'),
  person('eve', 'admin'),
  person('vic', 'viewer'),
];
const all = [ann, bob, cara, dan, eve, vic];
const named = (texts: readonly string[]) =>
  all.filter((each) =>
    texts.some((text) => text === `user:${each.userId}` || text === each.email || text.startsWith('role:')),
  );

const asks = (assignees: MemberRow[], more: Partial<InboxItemRow> = {}) =>
  ({
    kind: 'approval',
    status: 'open',
    assignees: assignees.map(({ userId }) => `user:${userId}`),
    answers: [],
    delegations: null,
    escalateTo: null,
    escalatedAt: null,
    quorum: 1,
    rejections: 1,
    ...more,
  }) as unknown as InboxItemRow;
const to = (member: MemberRow) => `user:${member.userId}`;
const passing = (text: string) => ({ to: text, comment: null, at: '2026-11-20T10:00:00.000Z' });
const pass = (item: InboxItemRow, from: MemberRow, target: string): InboxItemRow => ({
  ...item,
  delegations: delegated(item, from, all, passing(target)),
});
const answered = (item: InboxItemRow, by: MemberRow, decision = 'approved'): InboxItemRow => {
  const standing = standingOf(item, by);
  if (!standing.may) throw new Error(standing.why);
  return {
    ...item,
    answers: [...item.answers, { userId: by.userId, name: by.name, decision, comment: null, at: '' }],
    delegations: answeredBy(item, by, standing.via),
  };
};
const may = (item: InboxItemRow) => all.filter((each) => standingOf(item, each).may).map(({ name }) => name);
const states = ({ delegations }: { delegations: Delegation[] | null }) => delegations?.map(({ state }) => state);

describe('who may answer', () => {
  it('those who are asked, by person, address or role; never those who may not answer at all', () => {
    expect(may(asks([ann, vic]))).toEqual(['ann']);
    expect(may(asks([], { assignees: ['role:admin', 'BOB@X.example'] }))).toEqual(['bob', 'dan', 'eve']);
    expect(may(asks([], { kind: 'unknown', assignees: ['role:owner'] }))).toEqual(['ann', 'bob', 'cara', 'dan', 'eve']);
  });

  it('after the escalation both those from before and those from now on', () => {
    const item = asks([ann], { escalateTo: ['role:admin'] });
    expect(may(item)).toEqual(['ann']);
    expect(may({ ...item, escalatedAt: 5 })).toEqual(['ann', 'dan', 'eve']);
  });
});

describe('a delegation', () => {
  it('moves the answer: they may, and whoever passed it on may not', () => {
    const item = pass(asks([ann]), ann, to(bob));
    expect(may(item)).toEqual(['bob']);
    expect(may(answered(item, bob))).toEqual([]);
    expect(states(answered(item, bob))).toEqual(['answered']);
  });

  it('to a role is one answer, whoever of them gives it', () => {
    const item = pass(asks([ann, cara], { quorum: 2 }), ann, 'role:admin');
    expect(may(item)).toEqual(['cara', 'dan', 'eve']);
    expect(may(answered(item, dan))).toEqual(['cara']);
  });

  it('goes through several hands, not back and not round', () => {
    const item = pass(pass(asks([ann]), ann, to(bob)), bob, to(cara));
    expect(may(item)).toEqual(['cara']);
    expect(() => pass(item, cara, to(ann))).toThrow(/passed it on themselves/);
    expect(() => pass(item, cara, to(cara))).toThrow(/somebody else/);
    expect(() => pass(item, bob, to(dan))).toThrow(/withdraw that first/);
    expect(states(answered(item, cara))).toEqual(['answered', 'answered']);
  });

  it('goes through five hands at most', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => person(name));
    let item = asks([many[0]!]);
    for (let hand = 0; hand < 5; hand++)
      item = { ...item, delegations: delegated(item, many[hand]!, many, passing(to(many[hand + 1]!))) };
    expect(() => delegated(item, many[5]!, many, passing(to(many[6]!)))).toThrow(/at most 5 hands/);
  });

  it('is refused where nobody could take it', () => {
    expect(() => pass(asks([ann]), ann, to(vic))).toThrow(/operator or higher/);
    expect(() => pass(asks([ann]), ann, 'user:usr_nobody')).toThrow(/nobody answers/);
    expect(() => pass(asks([ann]), ann, 'the boss')).toThrow(/expected role/);
    expect(() => pass(asks([ann]), bob, to(cara))).toThrow(/Only those who are asked/);
    expect(() => pass(asks([ann], { kind: 'unknown' }), ann, to(bob))).toThrow(/anybody/);
    expect(() => pass(answered(asks([ann, bob], { quorum: 2 }), bob), ann, to(bob))).toThrow(/answered already/);
  });

  it('is refused when too few would be left for the quorum', () => {
    const both = asks([ann, bob], { quorum: 2 });
    expect(() => pass(both, ann, to(bob))).toThrow(/too few people/);
    expect(may(pass(both, ann, to(cara)))).toEqual(['bob', 'cara']);
    expect(may(pass(asks([ann, bob, cara], { quorum: 2 }), ann, to(bob)))).toEqual(['bob', 'cara']);
  });

  it('is refused when those who are left could leave it undecided', () => {
    const three = asks([ann, bob, cara], { quorum: 2, rejections: 2 });
    expect(() => pass(three, ann, to(bob))).toThrow(/too few people/);
    const rejected = answered(three, cara, 'rejected');
    expect(() => pass(rejected, ann, to(bob))).toThrow(/too few people/);
    expect(may(pass(rejected, ann, to(dan)))).toEqual(['bob', 'dan']);
  });

  it('can be taken back, with all that came of it, until it is answered', () => {
    const item = pass(pass(asks([ann]), ann, to(bob)), bob, to(cara));
    const back = { ...item, delegations: withdrawn(item, ann.userId) };
    expect(states(back)).toEqual(['withdrawn', 'withdrawn']);
    expect(may(back)).toEqual(['ann']);
    expect(may(pass(back, ann, to(bob)))).toEqual(['bob']);
    expect(may({ ...item, delegations: withdrawn(item, bob.userId) })).toEqual(['bob']);
    expect(() => withdrawn(answered(item, cara), ann.userId)).toThrow(/nothing that is still open/);
    expect(() => withdrawn(item, dan.userId)).toThrow(/nothing that is still open/);
  });

  it('ends when others are asked', () => {
    const item = pass(asks([ann]), ann, to(bob));
    expect(may({ ...item, assignees: [to(cara)], delegations: allWithdrawn(item) })).toEqual(['cara']);
  });
});

describe('votes that are left', () => {
  it('are one of each who is or will be asked, and one for each delegation', () => {
    const item = asks([ann, bob], { escalateTo: ['role:admin'] });
    expect(votesLeft(item, all)).toBe(4);
    expect(votesLeft(answered(item, ann), all)).toBe(3);
    expect(votesLeft(pass(item, ann, to(cara)), all)).toBe(4);
    // Dan is asked anyway: Ann's vote is gone.
    expect(votesLeft(pass(item, ann, to(dan)), all)).toBe(3);
    expect(votesLeft(asks([ann, vic]), named([to(ann), to(vic)]))).toBe(1);
  });
});
