import { implementTool } from '../../kit.js';
import { askAgent } from './ask-agent.def.js';

/** Depth and circles are limited where tasks are started. */
export const runAskAgent = implementTool(askAgent, ({ agent, goal, input }, { use }) =>
  use.agents.ask({ agent, goal, ...(input === undefined ? {} : { input }) }),
);
