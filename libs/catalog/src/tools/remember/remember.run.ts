import { implementTool } from '../../kit.js';
import { remember } from './remember.def.js';

export const runRemember = implementTool(remember, (request, { use }) => use.memory.remember(request));
