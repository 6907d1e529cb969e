import { newId } from '#libs/contracts';
import { noticeOf } from './budget-notice.js';
import { BudgetNotices } from './budget-notices.js';

const fact = {
  ...{
    budgetId: newId('budget'),
    name: 'Support',
    scope: 'company' as const,
    scopeId: null,
    runId: null,
    action: 'stop' as const,
  },
  ...{ spentMicros: 8_250_000, limitMicros: 10_000_000, resetsAt: '2026-04-01T00:00:00.000Z' },
} as const;

describe('notices of budgets', () => {
  it('tell administrators how it stands, what follows, and when it begins anew', () => {
    expect(noticeOf('budget.warned.v1', fact)).toEqual({
      event: 'budget.warned',
      to: ['role:admin'],
      by: ['in_app'],
      subject: 'The budget "Support" is nearly used up',
      text: '$8.25 of $10.00 are spent. It begins anew on 2026-04-01 00:00 UTC.',
      link: '/administration/budgets',
      data: fact,
    });
    const over = { ...fact, spentMicros: 10_100_000, resetsAt: null };
    expect(noticeOf('budget.exceeded.v1', over)).toMatchObject({
      subject: 'The budget "Support" is used up',
      text: '$10.10 of $10.00 are spent. Calls are refused until it begins anew or is raised.',
    });
  });

  it('become durable deliveries in the commit of the event, save for single runs', async () => {
    const create = jest.fn(() => Promise.resolve());
    const notices = new BudgetNotices({ create } as never, {} as never);
    const event = { id: 'evt_1', type: 'budget.exceeded.v1', companyId: newId('company'), data: fact } as never;
    await notices.handle('tx' as never, event);
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ kind: 'budget-notice', id: 'evt_1' }), 'tx');
    const ofRun = { ...(event as object), data: { ...fact, scope: 'run' } } as never;
    expect(await notices.concerns(ofRun)).toBe(false);
    await notices.handle('tx' as never, ofRun);
    expect(create).toHaveBeenCalledTimes(1);
  });
});
