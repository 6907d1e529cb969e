import { implement } from '../../kit.js';
import { notifyEmail } from './notify-email.def.js';

export const runNotifyEmail = implement(notifyEmail, async ({ config, use }) => {
  const { warnings, ...output } = await use.notifications.send({ channel: 'email', ...config });
  return { output, warnings };
});
