import { AppError } from '#libs/contracts';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import type { ChannelNetwork } from '../../kit/channel-run.js';
import { sendBySendgrid } from './sendgrid.run.js';

describe('SendGrid at the wire', () => {
  const peer = new HttpPeer();
  let address = '';
  beforeAll(async () => (address = await peer.start()));
  afterAll(() => peer.stop());
  beforeEach(() => peer.requests.splice(0));

  const send = (answer: PeerAnswer, network: ChannelNetwork['fetch'] = fetch) => {
    peer.answer = answer;
    return sendBySendgrid({
      config: { apiKey: 'SG.key', from: 'Support <support@halden.example>', baseUrl: address },
      message: { key: 'k_1', to: 'ann@example.com', subject: 'Your order', text: 'Grüße' },
      signal: new AbortController().signal,
      use: { network: { fetch: network } as never, inApp: undefined as never, signature: undefined as never },
    });
  };

  it('arrives once, with the key of the account and that of the delivery', async () => {
    expect(await send({ status: 202, body: '' })).toEqual({ messageId: '<k_1@halden.example>' });
    expect(peer.requests).toHaveLength(1);
    expect(peer.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v3/mail/send',
      headers: { authorization: 'Bearer SG.key', 'content-type': 'application/json' },
      body: {
        personalizations: [{ to: [{ email: 'ann@example.com' }] }],
        content: [{ type: 'text/plain', value: 'Grüße' }],
        headers: { 'Message-ID': '<k_1@halden.example>' },
      },
    });
  });

  it('waits until its limit begins anew', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 90);
    const refusal = await send({ status: 429, headers: { 'x-ratelimit-reset': reset } }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'CHANNEL_BUSY', retry: 'after' });
    const { retryAfterMs } = (refusal as AppError).details;
    expect(retryAfterMs).toBeGreaterThan(60_000);
    expect(retryAfterMs).toBeLessThanOrEqual(90_000);
  });

  it.each([
    [
      { status: 401, body: '{"errors":[{"message":"The provided authorization grant is invalid"}]}' },
      'CHANNEL_REFUSED',
      'SendGrid answered 401: The provided authorization grant is invalid',
    ],
    [
      { status: 400, body: '{"errors":[{"message":"Bad email","field":"from.email"}]}' },
      'CHANNEL_REFUSED',
      'SendGrid answered 400: Bad email (from.email)',
    ],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, 'CHANNEL_REFUSED', 'SendGrid answered 302: ok'],
    [{ status: 503, body: 'down' }, 'CHANNEL_FAILED', 'SendGrid answered 503: down'],
    [{ hangUp: true }, 'CHANNEL_FAILED', 'SendGrid did not answer'],
  ])('%j is %s', async (answer, code, message) => {
    await expect(send(answer)).rejects.toMatchObject({ code, message });
    expect(peer.requests).toHaveLength(1);
  });

  it('keeps the refusal of the platform, and tells nobody the key', async () => {
    const refuse = () => Promise.reject(new AppError('EGRESS_REFUSED'));
    await expect(send({}, refuse)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    const refusal = await send({ status: 401, body: 'no' }).catch((error: unknown) => error);
    expect(JSON.stringify([refusal, (refusal as Error).message])).not.toContain('SG.key');
  });
});
