import { implementTool } from '../../kit.js';
import { sendWebhook } from './send-webhook.def.js';

export const runSendWebhook = implementTool(sendWebhook, ({ url, payload }, { use }) =>
  use.notifications.send({ channel: 'webhook', text: '', url, payload }),
);
