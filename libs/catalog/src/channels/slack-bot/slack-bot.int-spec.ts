import { AppError } from '#libs/contracts';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import type { ChannelNetwork } from '../../kit/channel-run.js';
import { sendBySlackBot } from './slack-bot.run.js';

const json = { 'content-type': 'application/json' };
const said = (error: string): PeerAnswer => ({ headers: json, body: JSON.stringify({ ok: false, error }) });

describe('a bot in Slack, at the wire', () => {
  const peer = new HttpPeer();
  let address = '';
  beforeAll(async () => (address = await peer.start()));
  afterAll(() => peer.stop());
  beforeEach(() => peer.requests.splice(0));

  const send = (answer: PeerAnswer, network: ChannelNetwork['fetch'] = fetch, slackChannel?: string) => {
    peer.answer = answer;
    return sendBySlackBot({
      config: { token: 'xoxb-key', channel: '#operations', baseUrl: `${address}/api` },
      message: { key: 'k_1', to: 'slack', text: 'Order <HA-1> is late', ...(slackChannel && { slackChannel }) },
      signal: new AbortController().signal,
      use: { network: { fetch: network } as never, inApp: undefined as never, signature: undefined as never },
    });
  };

  it('posts once into its room, under the key of the delivery', async () => {
    const answer = { headers: json, body: '{"ok":true,"channel":"C1","ts":"1503435956.000247"}' };
    expect(await send(answer)).toEqual({ messageId: '1503435956.000247' });
    expect(peer.requests).toHaveLength(1);
    expect(peer.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/chat.postMessage',
      headers: { authorization: 'Bearer xoxb-key', 'content-type': 'application/json; charset=utf-8' },
      body: {
        channel: '#operations',
        text: 'Order &lt;HA-1&gt; is late',
        metadata: { event_type: 'aaas_delivery', event_payload: { id: 'k_1' } },
      },
    });
    await send(answer, fetch, '#orders');
    expect(peer.requests[1]?.body).toMatchObject({ channel: '#orders' });
  });

  it.each([
    [said('not_in_channel'), 'CHANNEL_REFUSED', 'Slack said: not_in_channel'],
    [said('invalid_auth'), 'CHANNEL_REFUSED', 'Slack said: invalid_auth'],
    [said('internal_error'), 'CHANNEL_FAILED', 'Slack said: internal_error'],
    [{ body: '<html>' }, 'CHANNEL_FAILED', 'Slack did not answer in JSON'],
    [{ status: 502, body: 'bad' }, 'CHANNEL_FAILED', 'Slack answered 502: bad'],
    [{ hangUp: true }, 'CHANNEL_FAILED', 'Slack did not answer'],
  ])('%j is %s', async (answer: PeerAnswer, code, message) => {
    await expect(send(answer)).rejects.toMatchObject({ code, message });
    expect(peer.requests).toHaveLength(1);
  });

  it.each([
    { status: 429, headers: { 'retry-after': '30' } },
    { ...said('ratelimited'), headers: { 'retry-after': '30' } },
  ])('waits as long as Slack says: %j', async (answer: PeerAnswer) =>
    expect(send(answer)).rejects.toMatchObject({ code: 'CHANNEL_BUSY', details: { retryAfterMs: 30_000 } }),
  );

  it('keeps the refusal of the platform', async () => {
    const refuse = () => Promise.reject(new AppError('EGRESS_REFUSED'));
    await expect(send({}, refuse)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  });
});
