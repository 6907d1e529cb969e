import { describeTool } from '../../conformance/tool-suite.js';
import { sendEmail } from './send-email.def.js';
import { runSendEmail } from './send-email.run.js';

describeTool(sendEmail, runSendEmail, {
  examples: [
    {
      input: { to: ['ada@b.example', 'role:owner'], subject: 'Hi\r\nBcc: all@c.example', text: 'Hello' },
      use: {
        notifications: {
          send: (message) => {
            expect(message).toEqual({
              channel: 'email',
              to: ['ada@b.example', 'role:owner'],
              subject: 'Hi Bcc: all@c.example',
              text: 'Hello',
            });
            return Promise.resolve({ deliveryIds: ['dlv_1'], warnings: ['no_channel'] });
          },
        },
      },
      output: { deliveryIds: ['dlv_1'], warnings: ['no_channel'] },
    },
  ],
  invalid: [
    {},
    { to: [], subject: 's', text: 't' },
    { to: ['nobody'], subject: 's', text: 't' },
    { to: ['a@b.example\r\nBcc: c@d.example'], subject: 's', text: 't' },
    { to: ['a@b.example'], subject: '', text: 't' },
  ],
});
