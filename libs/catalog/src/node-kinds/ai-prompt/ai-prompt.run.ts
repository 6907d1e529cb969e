import { implement } from '../../kit.js';
import { aiPrompt } from './ai-prompt.def.js';

export const runAiPrompt = implement(aiPrompt, async ({ config, use }) => {
  const output = await use.ai.prompt(config);
  return { output, usage: output.usage };
});
