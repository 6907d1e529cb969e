import { describeNodeKind } from '../../conformance/kind-suite.js';
import { agentTask } from './agent-task.def.js';
import { runAgentTask } from './agent-task.run.js';

const startTask = jest.fn(() => Promise.resolve({ taskId: 'task_1' }));

describeNodeKind(agentTask, runAgentTask, {
  examples: [
    {
      config: { agent: 'support-engineer', goal: 'Draft a reply', input: { id: 1 } },
      use: { agents: { startTask } },
      gives: { suspend: { reply: true } },
    },
    {
      config: { goal: 'Whoever can' },
      use: { agents: { startTask } },
      gives: { suspend: { reply: true } },
    },
  ],
  invalid: [
    { config: { agent: '', goal: 'x' }, path: 'agent' },
    { config: { agent: 'a', goal: '' }, path: 'goal' },
  ],
});

describe('agent.task', () => {
  it('starts the task', () => {
    expect(startTask).toHaveBeenCalledWith({ agent: 'support-engineer', goal: 'Draft a reply', input: { id: 1 } });
  });
});
