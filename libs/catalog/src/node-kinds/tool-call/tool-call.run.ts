import { implement } from '../../kit.js';
import { toolCall } from './tool-call.def.js';

export const runToolCall = implement(toolCall, async ({ config, use }) => {
  const { output } = await use.tools.call(config);
  return { output: output ?? null };
});
