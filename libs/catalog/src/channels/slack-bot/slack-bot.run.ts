import { AppError } from '#libs/contracts';
import { implementChannel } from '../../kit/channel-run.js';
import { httpVerdict, verdictOfFailure } from '../http-verdict.js';
import { slackBot } from './slack-bot.def.js';

/** Slack's own faults, which pass. All else that it says with `ok: false` is for a person. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** One post by `chat.postMessage`. The delivery's key lies in the metadata of the message, the same at every attempt. */
export const sendBySlackBot = implementChannel(slackBot, async ({ config, message, signal, use }) => {
  const base = config.baseUrl.endsWith('/') ? config.baseUrl : `${config.baseUrl}/`;
  const metadata = { event_type: 'aaas_delivery', event_payload: { id: message.key } };
  const response = await use.network
    .fetch(new URL('chat.postMessage', base).href, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.token}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: config.channel, ...slackBot.render(message), metadata }),
      redirect: 'manual',
      signal,
    })
    .catch((error: unknown) => {
      throw verdictOfFailure('Slack', error);
    });
  const answer = await response.text().catch(() => '');
  if (response.status !== 200) throw httpVerdict('Slack', response.status, answer, response.headers.get('retry-after'));
  const { ok, ts, error } = saidBy(answer);
  if (ok) return { messageId: ts ?? message.key };
  if (error === 'ratelimited' || error === 'rate_limited')
    throw httpVerdict('Slack', 429, error, response.headers.get('retry-after'));
  throw new AppError(passing.has(error) ? 'CHANNEL_FAILED' : 'CHANNEL_REFUSED', { detail: `Slack said: ${error}` });
});

function saidBy(answer: string): { ok: boolean; ts?: string; error: string } {
  try {
    const { ok, ts, error } = JSON.parse(answer) as { ok?: unknown; ts?: unknown; error?: unknown };
    return {
      ok: ok === true,
      ...(typeof ts === 'string' && { ts }),
      error: typeof error === 'string' ? error : 'nothing',
    };
  } catch {
    // A proxy's page, or half an answer: nobody knows that Slack took it.
    throw new AppError('CHANNEL_FAILED', { detail: 'Slack did not answer in JSON' });
  }
}
