import type { z } from 'zod';
import type { Effect } from '#libs/workflow';

/** One message to one recipient. */
export interface ChannelMessage {
  /** The delivery's idempotency key; it becomes the message id where the receiver has one. */
  key: string;
  /** User id (in_app), e-mail address, or what the log shows (slack, webhook). */
  to: string;
  subject?: string;
  text: string;
  html?: string;
  /** Of a mail, besides those that every mail has. */
  headers?: Record<string, string>;
  /** Path in the web app. */
  link?: string;
  slackChannel?: string;
  blocks?: unknown[];
  url?: string;
  payload?: unknown;
}

/** What a message asks for. */
export type MessageChannel = 'in_app' | 'email' | 'slack' | 'webhook';
/** A way to carry it: mail goes by SMTP (`email`) or SendGrid, a post in Slack by an incoming webhook (`slack`) or a bot. */
export type ChannelId = MessageChannel | 'sendgrid' | 'slack_bot';

/** A channel's browser-safe half. */
export interface ChannelDef<C extends z.ZodType = z.ZodType, R = unknown> {
  id: ChannelId;
  carries: MessageChannel;
  version: number;
  title: string;
  description: string;
  /** lucide icon name. */
  icon: string;
  /** `idempotent`: sent again under the same key, the receiver can tell (a message id), or hardly suffers. */
  effect: Effect;
  config: C;
  /** Host or place, for lists and logs. Never a secret. */
  summary(config: z.output<C>): string;
  /** What will be sent: also the preview. */
  render(message: ChannelMessage): R;
}

export const defineChannel = <C extends z.ZodType, R>(def: ChannelDef<C, R>): ChannelDef<C, R> => def;
