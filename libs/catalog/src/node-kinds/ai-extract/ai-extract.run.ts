import { implement } from '../../kit.js';
import { readingLog } from '../../kit/fields.js';
import { aiExtract } from './ai-extract.def.js';

export const runAiExtract = implement(aiExtract, async ({ config, use }) => {
  const { usage, parts, ...output } = await use.ai.extract(config);
  return { output, usage, ...readingLog(parts) };
});
