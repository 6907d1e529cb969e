import { implementChannel } from '../../kit/channel-run.js';
import { inApp } from './in-app.def.js';

export const sendInApp = implementChannel(inApp, async ({ message, use }) => {
  await use.inApp.store({ key: message.key, userId: message.to, ...inApp.render(message) });
  return {};
});
