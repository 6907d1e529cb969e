import { describeNodeKind } from '../../conformance/kind-suite.js';
import { humanApproval } from './human-approval.def.js';
import { runHumanApproval } from './human-approval.run.js';

const ask = jest.fn(() => Promise.resolve());
const escalated = jest.fn(() => Promise.resolve());

describeNodeKind(humanApproval, runHumanApproval, {
  examples: [
    {
      config: { title: 'Refund?', assignees: ['role:operator'], facts: { Amount: 12 }, deadline: 'P1D' },
      at: 0,
      use: { people: { ask } },
      gives: { suspend: { answer: true, deadline: 86_400_000, alarms: {} } },
    },
    {
      config: {
        title: 'Release?',
        assignees: ['role:builder'],
        quorum: 2,
        rejections: 2,
        deadline: 'P2D',
        escalateTo: ['role:owner'],
        remindBefore: 'PT1H',
      },
      at: 1000,
      use: { people: { ask: escalated } },
      gives: {
        suspend: {
          answer: true,
          deadline: 172_801_000,
          alarms: { remind: 172_801_000 - 3_600_000, escalate: 86_401_000 },
        },
      },
    },
  ],
  invalid: [
    { config: { assignees: ['role:operator'] }, path: 'title' },
    { config: { title: 'x', assignees: [] }, path: 'assignees' },
    { config: { title: 'x', assignees: ['role:boss'] }, path: 'assignees.0' },
    { config: { title: 'x', assignees: ['role:owner'], quorum: 0 }, path: 'quorum' },
    { config: { title: 'x', assignees: ['role:owner'], deadline: 'tomorrow' }, path: 'deadline' },
    { config: { title: 'x', assignees: ['role:owner'], escalateAfter: 'PT1H' }, path: 'escalateAfter' },
    {
      config: {
        title: 'x',
        assignees: ['role:owner'],
        escalateTo: ['role:owner'],
        deadline: 'PT1H',
        escalateAfter: 'PT1H',
      },
      path: 'escalateAfter',
    },
    { config: { title: 'x', assignees: ['role:owner'], deadline: 'PT1H', remindBefore: 'P1D' }, path: 'remindBefore' },
    // Two people, however they are spelled, give two approvals and no three.
    {
      config: { title: 'x', assignees: ['ann@x.example', 'ANN@x.example', 'user:usr_1'], quorum: 3 },
      path: 'quorum',
    },
    {
      config: { title: 'x', assignees: ['ann@x.example', 'user:usr_1'], quorum: 2, rejections: 2 },
      path: 'rejections',
    },
  ],
});

describe('human.approval', () => {
  it('asks with everything a person needs', () => {
    expect(ask).toHaveBeenCalledWith({
      kind: 'approval',
      title: 'Refund?',
      facts: [{ label: 'Amount', value: 12 }],
      assignees: ['role:operator'],
      quorum: 1,
      rejections: 1,
      deadline: 86_400_000,
    });
    expect(escalated).toHaveBeenCalledWith(
      expect.objectContaining({ rejections: 2, escalation: { to: ['role:owner'], at: 86_401_000 } }),
    );
  });

  it('takes any number of people that a role or an expression may stand for', () => {
    const config = { title: 'x', assignees: ['role:operator', 'ann@x.example'], quorum: 9 };
    expect(humanApproval.config.safeParse(config).error).toBeUndefined();
  });
});
