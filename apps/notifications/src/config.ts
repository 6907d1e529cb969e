import { channels } from '#libs/catalog/channels/defs';
import { defineConfig, variable } from '#libs/platform/config';

const emailShape = channels.email.config.shape;
const sendgridShape = channels.sendgrid.config.shape;

/** Channels for every company that has none of its own. */
export const channelsConfig = defineConfig('channels', {
  smtpUrl: variable(
    'SMTP_URL',
    emailShape.smtpUrl.optional(),
    'Mail server for companies without a mail channel, smtp://user:password@host:587. Absent: no mail',
    { secret: true },
  ),
  sendgridApiKey: variable(
    'SENDGRID_API_KEY',
    sendgridShape.apiKey.optional(),
    'Key of SendGrid, for mail of companies without a mail channel when there is no SMTP_URL',
    { secret: true },
  ),
  sendgridUrl: variable(
    'SENDGRID_URL',
    sendgridShape.baseUrl,
    'Address of SendGrid; https://api.eu.sendgrid.com keeps mail within the EU',
  ),
  mailFrom: variable('MAIL_FROM', emailShape.from.default('AaaS <aaas@localhost>'), 'Sender of that mail'),
  slackWebhookUrl: variable(
    'SLACK_WEBHOOK_URL',
    channels.slack.config.shape.webhookUrl.optional(),
    'Slack incoming webhook for companies without a Slack channel',
    { secret: true },
  ),
});
export interface ChannelsConfig {
  smtpUrl?: string | undefined;
  sendgridApiKey?: string | undefined;
  sendgridUrl: string;
  mailFrom: string;
  slackWebhookUrl?: string | undefined;
}
