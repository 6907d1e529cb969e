import { describeTool } from '../../conformance/tool-suite.js';
import { sendWebhook } from './send-webhook.def.js';
import { runSendWebhook } from './send-webhook.run.js';

describeTool(sendWebhook, runSendWebhook, {
  examples: [
    {
      input: { url: 'https://a.example/hook', payload: { order: 7 } },
      use: {
        notifications: {
          send: (message) => {
            expect(message).toEqual({
              channel: 'webhook',
              text: '',
              url: 'https://a.example/hook',
              payload: { order: 7 },
            });
            return Promise.resolve({ deliveryIds: ['dlv_1'], warnings: [] });
          },
        },
      },
      output: { deliveryIds: ['dlv_1'], warnings: [] },
    },
  ],
  invalid: [
    {},
    { url: 'https://a.example' },
    { url: 'javascript:alert(1)', payload: {} },
    { url: 'https://a.example', payload: 'x' },
  ],
});
