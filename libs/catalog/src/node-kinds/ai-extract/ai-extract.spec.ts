import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiExtract } from './ai-extract.def.js';
import { runAiExtract } from './ai-extract.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiExtract, runAiExtract, {
  examples: [
    {
      config: { text: '5 EUR', schema: { type: 'object' } },
      use: {
        ai: {
          extract: () =>
            Promise.resolve({ data: { amount: 5 }, spans: { amount: { start: 0, end: 1, text: '5' } }, usage }),
        },
      },
      gives: { output: { data: { amount: 5 }, spans: { amount: { start: 0, end: 1, text: '5' } } }, usage },
    },
  ],
  invalid: [{ config: { text: 'x' }, path: 'schema' }],
});
