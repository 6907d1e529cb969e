import { implement } from '../../kit.js';
import { readingLog } from '../../kit/fields.js';
import { aiSummarize } from './ai-summarize.def.js';

export const runAiSummarize = implement(aiSummarize, async ({ config, use }) => {
  const { usage, parts, summary } = await use.ai.summarize(config);
  return { output: { summary }, usage, ...readingLog(parts) };
});
