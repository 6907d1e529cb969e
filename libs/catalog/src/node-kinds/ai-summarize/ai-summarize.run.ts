import { implement } from '../../kit.js';
import { aiSummarize } from './ai-summarize.def.js';

export const runAiSummarize = implement(aiSummarize, async ({ config, use }) => {
  const { usage, ...output } = await use.ai.summarize(config);
  return { output, usage };
});
