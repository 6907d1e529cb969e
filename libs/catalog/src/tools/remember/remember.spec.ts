import { AppError } from '#libs/contracts';
import { describeTool, type ToolFakes } from '../../conformance/tool-suite.js';
import { remember } from './remember.def.js';
import { runRemember } from './remember.run.js';

const kept = { memoryId: 'mmr_1', known: false };
const keeping = (expected: object): ToolFakes => ({
  memory: {
    remember: (request) => {
      expect(request).toEqual(expected);
      return Promise.resolve(kept);
    },
  },
});
const denied: ToolFakes = {
  memory: { remember: () => Promise.reject(new AppError('TOOL_DENIED', { detail: 'It may not' })) },
};

describeTool(remember, runRemember, {
  examples: [
    {
      input: { content: ' Ann likes tea ' },
      use: keeping({ content: 'Ann likes tea', about: 'agent', kind: 'fact' }),
      output: kept,
    },
    {
      input: { content: 'An order was placed', about: 'user', kind: 'episode', days: 30 },
      use: keeping({ content: 'An order was placed', about: 'user', kind: 'episode', days: 30 }),
      output: kept,
    },
  ],
  invalid: [{}, { content: ' x ' }, { content: 'Ann likes tea', about: 'everybody' }, { content: 'abc', days: 0 }],
  fails: [{ input: { content: 'Ann likes tea' }, use: denied, code: 'TOOL_DENIED', says: 'It may not' }],
});
