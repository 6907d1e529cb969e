import { AppError } from '#libs/contracts';
import { describeTool } from '../../conformance/tool-suite.js';
import { requestTool } from './request-tool.def.js';
import { runRequestTool } from './request-tool.run.js';

const wish = { name: 'iban_check', purpose: 'Given an IBAN, says whether its check digits are right' };
const found = { requestId: 'trq_1', status: 'found' as const, tool: 'iban', policy: 'allow' as const, message: 'Yes' };

describeTool(requestTool, runRequestTool, {
  examples: [
    {
      input: { name: ' iban_check ', purpose: wish.purpose },
      use: {
        supply: {
          ask: (given) => {
            expect(given).toEqual(wish);
            return Promise.resolve(found);
          },
        },
      },
      output: found,
    },
  ],
  invalid: [{}, { name: 'x' }, { ...wish, purpose: 'short' }, { ...wish, code: '1' }],
  fails: [
    {
      input: wish,
      use: { supply: { ask: () => Promise.reject(new AppError('LIMIT_EXCEEDED', { detail: 'Too many' })) } },
      code: 'LIMIT_EXCEEDED',
      says: 'Too many',
    },
  ],
});
