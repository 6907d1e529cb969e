import type { ChannelMessage } from '#libs/catalog/kit';
import type { Delivery, SendRequest } from '#libs/contracts';

const channelNames: Record<Delivery['channel'], string> = {
  in_app: 'in-app',
  email: 'mail',
  slack: 'Slack',
  webhook: 'webhook',
};

/** Whom a message goes to: what the channel needs, and what the log shows. */
export interface Recipient {
  to: string;
  shown: string;
  /** Of a member. */
  userId?: string;
}

/** Slack and webhooks go to one place: that of the message, else that of the channel. */
export function placesOf(
  { channel, channelId, slackChannel, url }: SendRequest,
  name: string | undefined,
): Recipient[] {
  if (channel === 'webhook') {
    if (url !== undefined) return [{ to: url, shown: new URL(url).host }];
    return channelId === undefined ? [] : [{ to: channelId, shown: name ?? channelId }];
  }
  if (slackChannel !== undefined) return [{ to: slackChannel, shown: slackChannel }];
  return [{ to: channelId ?? 'default', shown: name ?? 'The room of the channel' }];
}

/** Why nothing can go out. */
export const lacking = (channel: Delivery['channel'], channelId: string | null | undefined): string =>
  channelId ? 'the channel is switched off' : `no ${channelNames[channel]} channel is set up`;
export const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What the channel sends: of the request what it needs, to one recipient. */
export function messageOf(request: SendRequest, { to }: Recipient, key: string): ChannelMessage {
  const { subject, text, html, link, slackChannel, blocks, url, payload } = request;
  const optional = Object.fromEntries(
    Object.entries({ subject, html, link, slackChannel, blocks, url, payload }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { key, to, text, ...optional };
}
