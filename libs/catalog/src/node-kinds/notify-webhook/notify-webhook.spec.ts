import { describeNodeKind } from '../../conformance/kind-suite.js';
import { notifyWebhook } from './notify-webhook.def.js';
import { runNotifyWebhook } from './notify-webhook.run.js';

const send = jest.fn(() => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel'] }));

describeNodeKind(notifyWebhook, runNotifyWebhook, {
  examples: [
    {
      config: { url: 'https://example.com/hook', payload: { a: 1 } },
      use: { notifications: { send } },
      gives: { output: { deliveryIds: ['dlv_1'] }, warnings: ['no_channel'] },
    },
  ],
  invalid: [
    { config: { url: 'file:///etc/passwd', payload: 1 }, path: 'url' },
    { config: { url: 'https://example.com' }, path: 'payload' },
  ],
});

describe('notify.webhook', () => {
  it('asks for the delivery', () => {
    expect(send).toHaveBeenCalledWith({
      channel: 'webhook',
      text: '',
      url: 'https://example.com/hook',
      payload: { a: 1 },
    });
  });
});
