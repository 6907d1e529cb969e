import type { ChannelRunsOf } from '../kit/channel-run.js';
import type { channels } from './defs.js';
import { sendEmail } from './email/email.run.js';
import { sendInApp } from './in-app/in-app.run.js';
import { sendBySendgrid } from './sendgrid/sendgrid.run.js';
import { sendBySlackBot } from './slack-bot/slack-bot.run.js';
import { sendSlack } from './slack/slack.run.js';
import { sendWebhook } from './webhook/webhook.run.js';

/** How each channel sends, by id. Only the notifications service imports this. */
export const channelRuns = {
  in_app: sendInApp,
  email: sendEmail,
  sendgrid: sendBySendgrid,
  slack: sendSlack,
  slack_bot: sendBySlackBot,
  webhook: sendWebhook,
} satisfies ChannelRunsOf<typeof channels>;
