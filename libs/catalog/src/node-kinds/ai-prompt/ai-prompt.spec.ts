import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiPrompt } from './ai-prompt.def.js';
import { runAiPrompt } from './ai-prompt.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiPrompt, runAiPrompt, {
  examples: [
    {
      config: { prompt: 'Hi', temperature: 0 },
      use: { ai: { prompt: ({ prompt }) => Promise.resolve({ text: `${prompt}!`, usage }) } },
      gives: { output: { text: 'Hi!', usage }, usage },
    },
    {
      config: { promptId: 'Greeting', variables: { name: 'Ann' }, model: 'm' },
      use: {
        ai: {
          storedPrompt: ({ promptId, variables, model }) =>
            Promise.resolve({ text: `${promptId} ${String(variables['name'])} ${model}`, usage }),
        },
      },
      gives: { output: { text: 'Greeting Ann m', usage }, usage },
    },
  ],
  invalid: [
    { config: { prompt: '' }, path: 'prompt' },
    { config: {}, path: 'prompt' },
    { config: { prompt: 'x', promptId: 'y' }, path: 'prompt' },
    { config: { promptId: 'y', system: 'z' }, path: 'promptId' },
    { config: { prompt: 'x', temperature: 3 }, path: 'temperature' },
    { config: { prompt: 'x', schema: 'y' }, path: 'schema' },
  ],
});
