import { z } from 'zod';
import { defineChannel } from '../../kit.js';
import { escapeText } from '../slack/slack.def.js';

export const slackBot = defineChannel({
  id: 'slack_bot',
  carries: 'slack',
  version: 1,
  title: 'Slack (bot)',
  description: 'Posts as a bot, into any room that it is in',
  icon: 'hash',
  effect: 'idempotent',
  config: z.strictObject({
    token: z
      .string()
      .max(500)
      .regex(/^xox[a-z]-[\x21-\x7e]+$/, 'expected a token such as xoxb-…')
      .meta({ title: 'Bot token', description: 'Of an app with the scope chat:write', placeholder: 'xoxb-…' }),
    channel: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .meta({ title: 'Room', description: 'Unless a message names another', placeholder: '#operations' }),
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'expected an http or https address' })
      .max(2000)
      .default('https://slack.com/api/')
      .meta({ title: 'Address', description: "Of Slack's API" }),
  }),
  summary: ({ baseUrl, channel }) => `${new URL(baseUrl).host}, ${channel}`,
  render: ({ subject, text, slackChannel, blocks }) => ({
    text: escapeText(subject ? `${subject}\n${text}` : text),
    ...(slackChannel && { channel: slackChannel }),
    ...(blocks?.length && { blocks }),
  }),
});
