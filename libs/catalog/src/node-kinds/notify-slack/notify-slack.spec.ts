import { describeNodeKind } from '../../conformance/kind-suite.js';
import { notifySlack } from './notify-slack.def.js';
import { runNotifySlack } from './notify-slack.run.js';

const send = jest.fn(() => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel'] }));

describeNodeKind(notifySlack, runNotifySlack, {
  examples: [
    {
      config: { channel: '#support', text: 'Done' },
      use: { notifications: { send } },
      gives: { output: { deliveryIds: ['dlv_1'] }, warnings: ['no_channel'] },
    },
  ],
  invalid: [
    { config: { channel: '#support' }, path: 'text' },
    { config: { text: 'x', blocks: ['y'] }, path: 'blocks.0' },
  ],
});

describe('notify.slack', () => {
  it('asks for the delivery', () => {
    expect(send).toHaveBeenCalledWith({ channel: 'slack', slackChannel: '#support', text: 'Done' });
  });
});
