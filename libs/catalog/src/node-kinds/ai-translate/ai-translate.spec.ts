import { describeNodeKind } from '../../conformance/kind-suite.js';
import { aiTranslate } from './ai-translate.def.js';
import { runAiTranslate } from './ai-translate.run.js';

const usage = { inputTokens: 10, outputTokens: 2, costMicros: 5, model: 'm' };

describeNodeKind(aiTranslate, runAiTranslate, {
  examples: [
    {
      config: { text: 'Hello', to: 'de', formality: 'formal', glossary: [{ term: 'hello', translation: 'Hallo' }] },
      use: {
        ai: {
          translate: ({ glossary, to }) =>
            Promise.resolve({ text: `${glossary?.[0]?.translation} ${to}`, parts: 1, usage }),
        },
      },
      gives: { output: { text: 'Hallo de' }, usage },
    },
  ],
  invalid: [
    { config: { text: 'x' }, path: 'to' },
    { config: { text: 'x', to: 'de', formality: 'rude' }, path: 'formality' },
    { config: { text: 'x', to: 'de', glossary: [{ term: 'a' }] }, path: 'glossary.0.translation' },
  ],
});
