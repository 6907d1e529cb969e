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
            Promise.resolve({
              data: { amount: 5, vat: true },
              spans: { amount: { start: 0, end: 1, text: '5' }, vat: null },
              notInText: ['vat'],
              parts: 2,
              usage,
            }),
        },
      },
      gives: {
        output: {
          data: { amount: 5, vat: true },
          spans: { amount: { start: 0, end: 1, text: '5' }, vat: null },
          notInText: ['vat'],
        },
        usage,
        logs: ['The text was read in 2 parts.'],
      },
    },
  ],
  invalid: [{ config: { text: 'x' }, path: 'schema' }],
});
