import { implement } from '../../kit.js';
import { aiExtract } from './ai-extract.def.js';

export const runAiExtract = implement(aiExtract, async ({ config, use }) => {
  const { usage, ...output } = await use.ai.extract(config);
  return { output, usage };
});
