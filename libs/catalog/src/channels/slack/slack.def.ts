import { z } from 'zod';
import { defineChannel } from '../../kit.js';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack reads <…> as links and mentions: escaped, a stranger's text cannot call @channel. See Slack, "Formatting text for app surfaces". */
export const escapeText = (text: string): string => text.replace(/[&<>]/g, (char) => entities[char] ?? char);

export const slack = defineChannel({
  id: 'slack',
  carries: 'slack',
  version: 1,
  title: 'Slack',
  description: 'Posts through an incoming webhook',
  icon: 'hash',
  effect: 'idempotent',
  config: z.strictObject({
    webhookUrl: z
      .url({ protocol: /^https?$/, error: 'expected an http or https address' })
      .max(2000)
      .meta({
        title: 'Webhook',
        description: 'Anybody who knows it can post',
        placeholder: 'https://hooks.slack.com/services/…',
      }),
  }),
  summary: ({ webhookUrl }) => new URL(webhookUrl).host,
  render: ({ subject, text, slackChannel, blocks }) => ({
    text: escapeText(subject ? `${subject}\n${text}` : text),
    ...(slackChannel && { channel: slackChannel }),
    ...(blocks?.length && { blocks }),
  }),
});
