import { describeTool } from '../../conformance/tool-suite.js';
import { askAgent } from './ask-agent.def.js';
import { runAskAgent } from './ask-agent.run.js';

describeTool(askAgent, runAskAgent, {
  examples: [
    {
      input: { agent: 'Researcher', goal: 'Find it', input: { what: 1 } },
      use: {
        agents: {
          ask: (request) => {
            expect(request).toEqual({ agent: 'Researcher', goal: 'Find it', input: { what: 1 } });
            return Promise.resolve({ taskId: 'task_1', answer: 'found' });
          },
        },
      },
      output: { taskId: 'task_1', answer: 'found' },
    },
  ],
  invalid: [{}, { agent: 'x' }, { agent: '', goal: 'y' }, { agent: 'x', goal: '' }],
});
