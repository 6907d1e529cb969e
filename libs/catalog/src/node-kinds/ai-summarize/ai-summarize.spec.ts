import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiSummarize } from './ai-summarize.def.js';
import { runAiSummarize } from './ai-summarize.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiSummarize, runAiSummarize, {
  examples: [
    {
      config: { text: 'long', maxWords: 9 },
      use: { ai: { summarize: ({ text, maxWords }) => Promise.resolve({ summary: `${text} ${maxWords}`, usage }) } },
      gives: { output: { summary: 'long 9' }, usage },
    },
  ],
  invalid: [
    { config: { text: 5 }, path: 'text' },
    { config: { text: 'x', maxWords: 1 }, path: 'maxWords' },
  ],
});
