import type { IncomingWebhookSendArguments } from '@slack/webhook';
import { implementChannel } from '../../kit/channel-run.js';
import { slack } from './slack.def.js';
import { slackVerdict } from './slack-verdict.js';

const timeoutMs = 15_000;

/** Retries are the delivery's business, not the client's. Slack has no key for repeats: only a crash between its answer and ours posts twice. */
export const sendSlack = implementChannel(slack, async ({ config, message, signal, use }) => {
  signal.throwIfAborted();
  const { IncomingWebhook } = await import('@slack/webhook');
  const agent = use.network.agentFor(new URL(config.webhookUrl));
  const webhook = new IncomingWebhook(config.webhookUrl, { agent, timeout: timeoutMs, retryConfig: { retries: 0 } });
  const close = () => agent.destroy();
  signal.addEventListener('abort', close, { once: true });
  try {
    await webhook.send(slack.render(message) as IncomingWebhookSendArguments);
    return {};
  } catch (error) {
    throw slackVerdict(error);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
});
