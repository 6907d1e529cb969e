import { AppError } from '#libs/contracts';
import { implementChannel } from '../../kit/channel-run.js';
import { appErrorBelow, httpVerdict } from '../http-verdict.js';
import { webhook } from './webhook.def.js';

/** One POST, without redirects, signed. `webhook-id` is the delivery's key, so that the receiver can drop a repeat. */
export const sendWebhook = implementChannel(webhook, async ({ message, signal, use }) => {
  const { url, body } = webhook.render(message);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'AaaS-Webhooks',
    ...(await use.signature.headersFor(message.key, body)),
  };
  const response = await use.network
    .fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    .catch((error: unknown) => {
      throw verdictOf(error);
    });
  if (response.status >= 200 && response.status < 300) return { messageId: message.key };
  const answer = await response.text().catch(() => '');
  throw httpVerdict('The receiver', response.status, answer, response.headers.get('retry-after'));
});

/** No answer at all is a passing fault of the channel; a refused address stays refused. */
function verdictOf(error: unknown): AppError {
  const below = appErrorBelow(error);
  if (below?.code === 'EGRESS_REFUSED') return below;
  const detail = below?.message ?? 'The receiver did not answer';
  return new AppError('CHANNEL_FAILED', { detail }, { cause: error });
}
