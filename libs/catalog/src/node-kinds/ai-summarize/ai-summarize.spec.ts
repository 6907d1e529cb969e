import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiSummarize } from './ai-summarize.def.js';
import { runAiSummarize } from './ai-summarize.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiSummarize, runAiSummarize, {
  examples: [
    {
      config: { text: 'long', maxWords: 9 },
      use: {
        ai: { summarize: ({ text, maxWords }) => Promise.resolve({ summary: `${text} ${maxWords}`, parts: 1, usage }) },
      },
      gives: { output: { summary: 'long 9' }, usage },
    },
    {
      config: { text: 'a book', style: 'bullets', language: 'de' },
      use: { ai: { summarize: ({ style }) => Promise.resolve({ summary: style ?? '', parts: 7, usage }) } },
      gives: { output: { summary: 'bullets' }, usage, logs: ['The text was read in 7 parts.'] },
    },
  ],
  invalid: [
    { config: { text: 5 }, path: 'text' },
    { config: { text: 'x', maxWords: 1 }, path: 'maxWords' },
    { config: { text: 'x', style: 'poem' }, path: 'style' },
  ],
});
