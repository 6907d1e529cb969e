import { implementChannel } from '../../kit/channel-run.js';
import { httpVerdict, verdictOfFailure } from '../http-verdict.js';
import { messageIdOf } from '../sender.js';
import { sendgrid, sendgridBody } from './sendgrid.def.js';

/** One mail by one request. SendGrid has no key for repeats: the Message-ID stays the same, so that mailboxes can tell one. */
export const sendBySendgrid = implementChannel(sendgrid, async ({ config, message, signal, use }) => {
  const response = await use.network
    .fetch(new URL('/v3/mail/send', config.baseUrl).href, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(sendgridBody(config.from, message)),
      redirect: 'manual',
      signal,
    })
    .catch((error: unknown) => {
      throw verdictOfFailure('SendGrid', error);
    });
  const answer = await response.text().catch(() => '');
  if (response.status >= 200 && response.status < 300) return { messageId: messageIdOf(message.key, config.from) };
  const pause = response.headers.get('retry-after') ?? untilReset(response.headers.get('x-ratelimit-reset'));
  throw httpVerdict('SendGrid', response.status, reasonOf(answer), pause);
});

/** Seconds until the limit begins anew; the header says when, in epoch seconds. */
const untilReset = (header: string | null): string | null =>
  header !== null && /^\d+$/.test(header) ? String(Math.max(1, Number(header) - Math.floor(Date.now() / 1000))) : null;

/** `{"errors":[{"message","field"}]}`, said in one line. */
function reasonOf(answer: string): string {
  try {
    const { errors } = JSON.parse(answer) as { errors?: { message?: unknown; field?: unknown }[] };
    const said = (errors ?? []).map(({ message, field }) =>
      typeof field === 'string' ? `${String(message)} (${field})` : String(message),
    );
    return said.join('; ') || answer;
  } catch {
    return answer;
  }
}
