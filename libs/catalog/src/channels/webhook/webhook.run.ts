import { implementChannel } from '../../kit/channel-run.js';
import { httpVerdict, verdictOfFailure } from '../http-verdict.js';
import { webhook } from './webhook.def.js';

/** One POST, without redirects, signed. `webhook-id` is the delivery's key, so that the receiver can drop a repeat. */
export const sendWebhook = implementChannel(webhook, async ({ config, message, signal, use }) => {
  const { url, body } = webhook.render({ ...message, url: message.url ?? config.url });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'AaaS-Webhooks',
    ...(await use.signature.headersFor(message.key, body)),
  };
  const response = await use.network
    .fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    .catch((error: unknown) => {
      throw verdictOfFailure('The receiver', error);
    });
  if (response.status >= 200 && response.status < 300) return { messageId: message.key };
  const answer = await response.text().catch(() => '');
  throw httpVerdict('The receiver', response.status, answer, response.headers.get('retry-after'));
});
