import { implementTool } from '../../kit.js';
import { askAgent } from './ask-agent.def.js';

export const runAskAgent = implementTool(askAgent, (request, { use }) => use.agents.ask(request));
