import { implement } from '../../kit.js';
import { agentTask } from './agent-task.def.js';

export const runAgentTask = implement(agentTask, async ({ config, use }) => {
  await use.agents.startTask(config);
  return { suspend: { reply: true } };
});
