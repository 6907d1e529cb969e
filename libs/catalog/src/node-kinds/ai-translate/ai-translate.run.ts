import { implement } from '../../kit.js';
import { readingLog } from '../../kit/fields.js';
import { aiTranslate } from './ai-translate.def.js';

export const runAiTranslate = implement(aiTranslate, async ({ config, use }) => {
  const { usage, parts, text } = await use.ai.translate(config);
  return { output: { text }, usage, ...readingLog(parts) };
});
