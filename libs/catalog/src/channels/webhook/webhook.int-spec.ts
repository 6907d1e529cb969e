import { AppError } from '#libs/contracts';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import type { ChannelNetwork } from '../../kit/channel-run.js';
import { sendWebhook } from './webhook.run.js';

describe('webhook at the wire', () => {
  const peer = new HttpPeer();
  let address = '';
  beforeAll(async () => (address = await peer.start()));
  afterAll(() => peer.stop());
  beforeEach(() => peer.requests.splice(0));

  const send = (answer: PeerAnswer, network: ChannelNetwork['fetch'] = fetch) => {
    peer.answer = answer;
    return sendWebhook({
      config: {},
      message: { key: 'k1', to: address, text: '', url: `${address}/hook`, payload: { order: 'HA-1' } },
      signal: new AbortController().signal,
      use: {
        network: { fetch: network } as never,
        inApp: undefined as never,
        signature: { headersFor: (id) => Promise.resolve({ 'webhook-id': id, 'webhook-signature': 'v1,signed' }) },
      },
    });
  };

  it('arrives once, with the delivery key', async () => {
    expect(await send({ status: 204, body: '' })).toEqual({ messageId: 'k1' });
    expect(peer.requests).toEqual([
      expect.objectContaining({ method: 'POST', path: '/hook', body: { order: 'HA-1' } }),
    ]);
    expect(peer.requests[0]?.headers).toMatchObject({
      'webhook-id': 'k1',
      'webhook-signature': 'v1,signed',
      'content-type': 'application/json',
    });
  });

  it.each([
    [{ status: 410 }, 'CHANNEL_REFUSED'],
    [{ status: 307, headers: { location: '/elsewhere' } }, 'CHANNEL_REFUSED'],
    [{ status: 429, headers: { 'retry-after': '2' } }, 'CHANNEL_BUSY'],
    [{ status: 502 }, 'CHANNEL_FAILED'],
    [{ hangUp: true }, 'CHANNEL_FAILED'],
  ])('%j is %s, after one request', async (answer, code) => {
    await expect(send(answer)).rejects.toMatchObject({ code });
    expect(peer.requests).toHaveLength(1);
  });

  it('keeps the refusal of the platform', async () => {
    const refuse = () => Promise.reject(new AppError('EGRESS_REFUSED'));
    await expect(send({}, refuse)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  });
});
