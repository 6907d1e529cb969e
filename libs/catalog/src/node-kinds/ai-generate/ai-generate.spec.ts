import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiGenerate } from './ai-generate.def.js';
import { runAiGenerate } from './ai-generate.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiGenerate, runAiGenerate, {
  examples: [
    {
      config: { instruction: 'thank', context: 'Ann' },
      use: {
        ai: { generate: ({ instruction, context }) => Promise.resolve({ text: `${instruction} ${context}`, usage }) },
      },
      gives: { output: { text: 'thank Ann' }, usage },
    },
  ],
  invalid: [{ config: { context: 'x' }, path: 'instruction' }],
});
