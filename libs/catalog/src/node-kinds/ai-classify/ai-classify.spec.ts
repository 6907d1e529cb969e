import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiClassify } from './ai-classify.def.js';
import { runAiClassify } from './ai-classify.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiClassify, runAiClassify, {
  examples: [
    {
      config: { text: 'it broke', labels: ['bug', { label: 'other', description: 'all else' }] },
      use: {
        ai: {
          classify: ({ labels }) =>
            Promise.resolve({ label: labels[0]?.label ?? '', confidence: 0.9, scores: [], unsure: false, usage }),
        },
      },
      gives: { output: { label: 'bug', confidence: 0.9, scores: [], unsure: false }, usage },
    },
  ],
  invalid: [
    { config: { text: 'x', labels: ['bug', 'ok'], unsure: { below: 2 } }, path: 'unsure.below' },
    { config: { text: 'x', labels: ['bug'] }, path: 'labels' },
    { config: { text: 'x', labels: ['bug', { label: 'bug' }] }, path: 'labels' },
  ],
});
