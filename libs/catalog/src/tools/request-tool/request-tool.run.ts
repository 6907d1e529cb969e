import { implementTool } from '../../kit.js';
import { requestTool } from './request-tool.def.js';

export const runRequestTool = implementTool(requestTool, (wish, { use }) => use.supply.ask(wish));
