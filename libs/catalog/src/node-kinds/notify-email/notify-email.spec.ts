import { describeNodeKind } from '../../conformance/kind-suite.js';
import { notifyEmail } from './notify-email.def.js';
import { runNotifyEmail } from './notify-email.run.js';

const send = jest.fn(() => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel'] }));

describeNodeKind(notifyEmail, runNotifyEmail, {
  examples: [
    {
      config: { to: ['a@example.com'], subject: 'S', text: 'Done', html: '<p>Done</p>' },
      use: { notifications: { send } },
      gives: { output: { deliveryIds: ['dlv_1'] }, warnings: ['no_channel'] },
    },
  ],
  invalid: [
    { config: { to: ['a@example.com'], text: 'x' }, path: 'subject' },
    { config: { to: [], subject: 's', text: 'x' }, path: 'to' },
  ],
});

describe('notify.email', () => {
  it('asks for the delivery', () => {
    expect(send).toHaveBeenCalledWith({
      channel: 'email',
      to: ['a@example.com'],
      subject: 'S',
      text: 'Done',
      html: '<p>Done</p>',
    });
  });
});
