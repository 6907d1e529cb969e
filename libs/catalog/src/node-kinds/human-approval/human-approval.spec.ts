import { describeNodeKind } from '../../conformance/kind-suite.js';
import { humanApproval } from './human-approval.def.js';
import { runHumanApproval } from './human-approval.run.js';

const ask = jest.fn(() => Promise.resolve());

describeNodeKind(humanApproval, runHumanApproval, {
  examples: [
    {
      config: { title: 'Refund?', assignees: ['role:operator'], facts: { Amount: 12 }, deadline: 'P1D' },
      at: 0,
      use: { people: { ask } },
      gives: { suspend: { answer: true, deadline: 86_400_000 } },
    },
  ],
  invalid: [
    { config: { assignees: ['role:operator'] }, path: 'title' },
    { config: { title: 'x', assignees: [] }, path: 'assignees' },
    { config: { title: 'x', assignees: ['role:boss'] }, path: 'assignees.0' },
    { config: { title: 'x', assignees: ['role:owner'], quorum: 0 }, path: 'quorum' },
    { config: { title: 'x', assignees: ['role:owner'], deadline: 'tomorrow' }, path: 'deadline' },
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
      deadline: 86_400_000,
    });
  });
});
