import { implementTool } from '../../kit.js';
import { recall } from './recall.def.js';

export const runRecall = implementTool(recall, async (request, { use }) => ({
  memories: await use.memory.recall(request),
}));
