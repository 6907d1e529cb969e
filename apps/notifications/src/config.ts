import { channels } from '#libs/catalog/channels/defs';
import { defineConfig, variable } from '#libs/platform/config';

const emailShape = channels.email.config.shape;

/** Channels for every company that has none of its own. */
export const channelsConfig = defineConfig('channels', {
  smtpUrl: variable(
    'SMTP_URL',
    emailShape.smtpUrl.optional(),
    'Mail server for companies without a mail channel, smtp://user:password@host:587. Absent: no mail',
    { secret: true },
  ),
  mailFrom: variable('MAIL_FROM', emailShape.from.default('AaaS <aaas@localhost>'), 'Sender of that mail'),
  slackWebhookUrl: variable(
    'SLACK_WEBHOOK_URL',
    channels.slack.config.shape.webhookUrl.optional(),
    'Slack incoming webhook for companies without a Slack channel',
    { secret: true },
  ),
});
export type ChannelsConfig = { smtpUrl?: string | undefined; mailFrom: string; slackWebhookUrl?: string | undefined };
