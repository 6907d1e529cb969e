import { implement } from '../../kit.js';
import { aiClassify } from './ai-classify.def.js';

export const runAiClassify = implement(aiClassify, async ({ config, use }) => {
  const labels = config.labels.map((label) => (typeof label === 'string' ? { label } : label));
  const { usage, ...output } = await use.ai.classify({ ...config, labels });
  return { output, usage };
});
