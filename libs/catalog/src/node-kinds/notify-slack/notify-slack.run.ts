import { implement } from '../../kit.js';
import { notifySlack } from './notify-slack.def.js';

export const runNotifySlack = implement(notifySlack, async ({ config, use }) => {
  const { warnings, ...output } = await use.notifications.send({
    channel: 'slack',
    text: config.text,
    slackChannel: config.channel,
    blocks: config.blocks,
  });
  return { output, warnings };
});
