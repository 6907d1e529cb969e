import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerChat } from './trigger-chat.def.js';
import { runTriggerChat } from './trigger-chat.run.js';

const before = [{ role: 'user' as const, content: 'Hello' }];

describeNodeKind(triggerChat, runTriggerChat, {
  examples: [
    {
      config: {},
      input: { message: 'And then?', history: before, chatId: 'chat_1' },
      gives: { output: { message: 'And then?', history: before, chatId: 'chat_1' } },
    },
    {
      config: { goesOn: true },
      input: 'Just this',
      gives: { output: { message: 'Just this', history: [], chatId: '' } },
    },
  ],
  invalid: [{ config: { history: 51 }, path: 'history' }],
});
