import type { InboxItem } from '#libs/contracts';
import type { MemberRow } from '../members/member.entity.js';
import { decide } from './answering.js';
import type { InboxItemRow } from './inbox-item.entity.js';
import type { Given } from './inbox.service.js';

const at = '2026-11-20T10:00:00.000Z';
const person = (userId: string) =>
  ({ userId, name: userId.toUpperCase(), email: `${userId}@x.example`, role: 'operator' }) as MemberRow;
const item = (kind: InboxItem['kind'], more: Partial<InboxItemRow> = {}) =>
  ({
    ...{
      id: 'inb_1',
      kind,
      status: 'open',
      assignees: ['role:operator'],
      quorum: 1,
      rejections: 1,
      answers: [],
      revision: 4,
    },
    ...{
      delegations: null,
      escalateTo: null,
      escalatedAt: null,
      schema: null,
      stepPath: 'ask',
      attempt: 2,
      stepKind: null,
    },
    ...more,
  }) as InboxItemRow;
const answer = (row: InboxItemRow, given: Given, userId = 'ann') => decide(row, person(userId), given, at);
const approved = (userId: string) => ({ userId, name: userId.toUpperCase(), decision: 'approved', comment: null, at });

describe('an approval', () => {
  it('is decided by one, if one is enough', () => {
    expect(answer(item('approval'), { decision: 'approved', comment: 'fine' })).toEqual({
      answers: [{ ...approved('ann'), comment: 'fine' }],
      decision: 'approved',
      delegations: null,
      message: {
        id: 'answer.inb_1',
        event: { type: 'step.resolved', path: 'ask', attempt: 2, port: 'approved', by: 'ann' },
        output: { decision: 'approved', by: ['ANN'], comment: 'fine' },
      },
    });
  });

  it('waits for its quorum, then names all who approved', () => {
    const first = answer(item('approval', { quorum: 2 }), { decision: 'approved' });
    expect(first).toEqual({
      answers: [approved('ann')],
      delegations: null,
      message: {
        id: 'note.inb_1.4',
        event: { type: 'step.noted', path: 'ask', note: 'answered', itemId: 'inb_1', by: 'ann', decision: 'approved' },
      },
    });
    const second = answer(item('approval', { quorum: 2, answers: first.answers }), { decision: 'approved' }, 'bob');
    expect(second.message?.output).toEqual({ decision: 'approved', by: ['ANN', 'BOB'], comment: null });
  });

  it('is rejected by one, who alone is named', () => {
    const row = item('approval', { quorum: 3, answers: [approved('ann')] });
    const { decision, message } = answer(row, { decision: 'rejected', comment: 'no' }, 'bob');
    expect(decision).toBe('rejected');
    expect(message).toMatchObject({ event: { port: 'rejected' }, output: { by: ['BOB'], comment: 'no' } });
  });

  it('is rejected by as many as it asks for, and still approved by the quorum', () => {
    const row = item('approval', { quorum: 2, rejections: 2 });
    const first = answer(row, { decision: 'rejected' });
    expect(first.decision).toBeUndefined();
    const second = answer({ ...row, answers: first.answers }, { decision: 'approved' }, 'bob');
    expect(second.decision).toBeUndefined();
    const third = { ...row, answers: second.answers };
    expect(answer(third, { decision: 'rejected' }, 'cara').message.output).toMatchObject({ by: ['ANN', 'CARA'] });
    expect(answer(third, { decision: 'approved' }, 'cara').message.output).toMatchObject({ by: ['BOB', 'CARA'] });
  });

  it('says on whose behalf it was given', () => {
    const from = { userId: 'ann', name: 'ANN' };
    const delegations = [{ from, to: 'user:bob', comment: null, at, state: 'open' as const, via: null }];
    const row = item('approval', { assignees: ['user:ann'], delegations });
    const given = answer(row, { decision: 'approved' }, 'bob');
    expect(given.answers).toEqual([{ ...approved('bob'), onBehalfOf: from }]);
    expect(given.delegations).toMatchObject([{ state: 'answered' }]);
    expect(() => answer(row, { decision: 'approved' })).toThrow(expect.objectContaining({ code: 'INBOX_ITEM_CLOSED' }));
    expect(() => answer(row, { decision: 'approved' }, 'cara')).toThrow(
      expect.objectContaining({ code: 'INBOX_NOT_ASSIGNED' }),
    );
  });

  it('takes no second answer of the same person, and no other kind of answer', () => {
    const row = item('approval', { quorum: 2, answers: [approved('ann')] });
    expect(() => answer(row, { decision: 'approved' })).toThrow(expect.objectContaining({ code: 'INBOX_ITEM_CLOSED' }));
    for (const given of [{ values: {} }, { decision: 'repeat' }] as Given[])
      expect(() => answer(item('approval'), given)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});

describe('a form', () => {
  const schema = {
    type: 'object',
    required: ['street'],
    properties: { street: { type: 'string', minLength: 3 }, people: { type: 'array', items: { type: 'number' } } },
  };

  it('gives its values', () => {
    const values = { street: 'Larkfield 1', people: [1] };
    expect(answer(item('form', { schema }), { values })).toMatchObject({
      decision: 'submitted',
      message: { event: { port: 'submitted' }, output: values },
    });
    expect(answer(item('form'), { values: { anything: 1 } }).decision).toBe('submitted');
  });

  it('fills in what was left out', () => {
    const withDefault = { type: 'object', required: ['size'], properties: { size: { type: 'string', default: 'm' } } };
    expect(answer(item('form', { schema: withDefault }), { values: {} }).message.output).toEqual({ size: 'm' });
  });

  it('names every field that does not fit', () => {
    expect(() => answer(item('form', { schema }), { values: { people: [1, 'two'] } })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        details: expect.objectContaining({
          issues: [
            { path: 'values.street', message: 'is missing' },
            { path: 'values.people[1]', message: 'must be number' },
          ],
        }) as unknown,
      }),
    );
    expect(() => answer(item('form'), { decision: 'approved' })).toThrow(/kind form/);
  });
});

describe('a step of which nobody knows whether it took effect', () => {
  it.each(['happened', 'repeat', 'fail'] as const)('is settled: %s', (decision) => {
    expect(answer(item('unknown'), { decision })).toMatchObject({
      decision,
      message: { id: 'settled.inb_1', event: { type: 'step.settled', path: 'ask', decision, generation: 2 } },
    });
  });

  it('takes an output when it happened', () => {
    expect(answer(item('unknown'), { decision: 'happened', output: { id: 7 } }).message.output).toEqual({ id: 7 });
    expect(answer(item('unknown'), { decision: 'repeat', output: 1 }).message).not.toHaveProperty('output');
    expect(answer(item('unknown'), { decision: 'happened' }).message).not.toHaveProperty('output');
    expect(() => answer(item('unknown'), { decision: 'approved' })).toThrow(/kind unknown/);
  });

  it('has the output that its kind would have given', () => {
    const row = item('unknown', { stepKind: 'notify.email' });
    const output = { deliveryIds: ['dlv_1'] };
    expect(answer(row, { decision: 'happened', output }).message.output).toEqual(output);
    expect(() => answer(row, { decision: 'happened', output: { deliveryIds: [1] } })).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({
          issues: [expect.objectContaining({ path: 'output.deliveryIds[0]' })],
        }) as unknown,
      }),
    );
  });
});

describe('a question whether a budget may be raised', () => {
  const budget = {
    ...{ id: 'bud_1', name: 'Support', ofRun: false, limitMicros: 1000, spentMicros: 900, neededMicros: 300 },
    raiseMicros: 300,
  };
  const row = item('budget', { budget, runId: 'run_1' });

  it('lets the step go on with the raise, once by the key of the item', () => {
    const grant = { budgetId: 'bud_1', micros: 300, key: 'inbox.inb_1', by: 'ann' };
    const event = { type: 'step.granted', path: 'ask', attempt: 2, by: 'ann', grant };
    const given = answer(row, { decision: 'approved' });
    expect([given.decision, given.message]).toEqual(['approved', { id: 'answer.inb_1', event }]);
    const more = answer(item('budget', { budget: { ...budget, ofRun: true }, runId: 'run_1' }), {
      decision: 'approved',
      raiseMicros: 5,
    });
    expect(more.message.event).toMatchObject({ grant: { micros: 5, runId: 'run_1' } });
  });

  it('fails the step for good when it is rejected', () => {
    const { decision, message } = answer(row, { decision: 'rejected' });
    expect(decision).toBe('rejected');
    expect(message).toMatchObject({
      event: { type: 'step.failed', path: 'ask', attempt: 2, error: { code: 'BUDGET_EXCEEDED', retry: 'never' } },
    });
  });

  it('takes no other answer, and no amount where there is nothing to raise', () => {
    for (const given of [{ values: {} }, { decision: 'repeat' }, { decision: 'rejected', raiseMicros: 1 }] as Given[])
      expect(() => answer(row, given)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
    expect(() => answer(item('approval'), { decision: 'approved', raiseMicros: 1 })).toThrow(/raiseMicros/);
  });
});
