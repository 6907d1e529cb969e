import { describeTool } from '../../conformance/tool-suite.js';
import { recall } from './recall.def.js';
import { runRecall } from './recall.run.js';

const found = {
  memoryId: 'mmr_1',
  content: 'Ann likes tea',
  about: 'user' as const,
  kind: 'fact' as const,
  at: '2026-11-30T09:00:00.000Z',
  outside: false,
};

describeTool(recall, runRecall, {
  examples: [
    {
      input: { query: 'tea' },
      use: { memory: { recall: ({ limit }) => Promise.resolve(limit === 8 ? [found] : []) } },
      output: { memories: [found] },
    },
  ],
  invalid: [{}, { query: ' ' }, { query: 'tea', limit: 51 }],
});
