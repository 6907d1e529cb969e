import { describeNodeKind } from '../../conformance/kind-suite.js';
import { notifyMessage } from './notify-message.def.js';
import { runNotifyMessage } from './notify-message.run.js';

const send = jest.fn(() => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel'] }));

describeNodeKind(notifyMessage, runNotifyMessage, {
  examples: [
    {
      config: { to: ['role:owner'], text: 'Done' },
      use: { notifications: { send } },
      gives: { output: { deliveryIds: ['dlv_1'] }, warnings: ['no_channel'] },
    },
  ],
  invalid: [
    { config: { to: ['nobody'], text: 'x' }, path: 'to.0' },
    { config: { to: ['role:owner'], text: '' }, path: 'text' },
  ],
});

describe('notify.message', () => {
  it('asks for the delivery', () => {
    expect(send).toHaveBeenCalledWith({ channel: 'message', to: ['role:owner'], text: 'Done' });
  });
});
