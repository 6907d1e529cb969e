import { implement } from '../../kit.js';
import { notifyMessage } from './notify-message.def.js';

export const runNotifyMessage = implement(notifyMessage, async ({ config, use }) => {
  const { warnings, ...output } = await use.notifications.send({ channel: 'message', ...config });
  return { output, warnings };
});
