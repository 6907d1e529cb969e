import { implement } from '../../kit.js';
import { aiGenerate } from './ai-generate.def.js';

export const runAiGenerate = implement(aiGenerate, async ({ config, use }) => {
  const { usage, ...output } = await use.ai.generate(config);
  return { output, usage };
});
