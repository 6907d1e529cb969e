import { describeNodeKind } from '../../conformance/kind-suite.js';
import { toolCall } from './tool-call.def.js';
import { runToolCall } from './tool-call.run.js';

describeNodeKind(toolCall, runToolCall, {
  examples: [
    {
      config: { tool: 'calculator', input: { expression: '1+1' } },
      use: { tools: { call: ({ input }) => Promise.resolve({ output: { result: 2, input } }) } },
      gives: { output: { result: 2, input: { expression: '1+1' } } },
    },
    {
      config: { tool: 'nothing' },
      use: { tools: { call: () => Promise.resolve({ output: undefined }) } },
      gives: { output: null },
    },
  ],
  invalid: [
    { config: {}, path: 'tool' },
    { config: { tool: 'x', input: 'y' }, path: 'input' },
  ],
});
