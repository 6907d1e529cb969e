import { implementTool } from '../../kit.js';
import { sendEmail } from './send-email.def.js';

export const runSendEmail = implementTool(sendEmail, (mail, { use }) =>
  use.notifications.send({ channel: 'email', ...mail, subject: mail.subject.replace(/\s+/g, ' ') }),
);
