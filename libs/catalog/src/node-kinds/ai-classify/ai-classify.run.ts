import { implement } from '../../kit.js';
import { aiClassify } from './ai-classify.def.js';

export const runAiClassify = implement(aiClassify, async ({ config, use }) => {
  const labels = config.labels.map((label) => (typeof label === 'string' ? { label } : label));
  const { usage, label, labels: all, confidence, scores, unsure } = await use.ai.classify({ ...config, labels });
  return { output: { label, ...(all ? { labels: all } : {}), confidence, scores, unsure }, usage };
});
