import type { ChannelDef, ChannelId } from '../kit.js';
import { email } from './email/email.def.js';
import { inApp } from './in-app/in-app.def.js';
import { sendgrid } from './sendgrid/sendgrid.def.js';
import { slack } from './slack/slack.def.js';
import { slackBot } from './slack-bot/slack-bot.def.js';
import { webhook } from './webhook/webhook.def.js';

/** Every channel, by id. Browser-safe. */
export const channels = {
  in_app: inApp,
  email,
  sendgrid,
  slack,
  slack_bot: slackBot,
  webhook,
} satisfies Record<ChannelId, ChannelDef>;
