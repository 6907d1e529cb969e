import { implement } from '../../kit.js';
import { notifyWebhook } from './notify-webhook.def.js';

export const runNotifyWebhook = implement(notifyWebhook, async ({ config, use }) => {
  const { warnings, ...output } = await use.notifications.send({ channel: 'webhook', text: '', ...config });
  return { output, warnings };
});
