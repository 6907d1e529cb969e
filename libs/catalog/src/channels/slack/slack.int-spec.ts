import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '#libs/contracts';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import { sendSlack } from './slack.run.js';

/** As the platform's agent does it: the verdict comes from the socket. */
class RefusingAgent extends Agent {
  override createConnection(...[options, done]: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(options, done);
    socket?.once('connect', () => socket.destroy(new AppError('EGRESS_REFUSED')));
    return socket;
  }
}

describe('slack at the wire', () => {
  const peer = new HttpPeer();
  let address = '';
  beforeAll(async () => (address = await peer.start()));
  afterAll(() => peer.stop());
  beforeEach(() => peer.requests.splice(0));

  const send = (answer: PeerAnswer, agent = new Agent(), signal = new AbortController().signal) => {
    peer.answer = answer;
    return sendSlack({
      config: { webhookUrl: `${address}/services/T/B/x` },
      message: { key: 'key', to: 'slack', text: 'Order <HA-1> is late', blocks: [{ type: 'divider' }] },
      signal,
      use: { network: { agentFor: () => agent } as never, inApp: undefined as never, signature: undefined as never },
    });
  };

  it('arrives once', async () => {
    await send({ body: 'ok' });
    expect(peer.requests).toHaveLength(1);
    expect(peer.requests[0]).toMatchObject({
      method: 'POST',
      path: '/services/T/B/x',
      body: { text: 'Order &lt;HA-1&gt; is late', blocks: [{ type: 'divider' }] },
    });
  });

  it('waits as long as Slack says', async () => {
    await expect(send({ status: 429, headers: { 'retry-after': '30' } })).rejects.toMatchObject({
      code: 'CHANNEL_BUSY',
      retry: 'after',
      details: { retryAfterMs: 30_000 },
    });
  });

  it.each([
    [{ status: 400, body: 'invalid_payload' }, 'CHANNEL_REFUSED', 'Slack answered 400: invalid_payload'],
    [{ status: 404, body: 'no_service' }, 'CHANNEL_REFUSED', 'Slack answered 404: no_service'],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, 'CHANNEL_REFUSED', 'Slack answered 302: ok'],
    [{ status: 500, body: 'rollup_error' }, 'CHANNEL_FAILED', 'Slack answered 500: rollup_error'],
    [{ hangUp: true }, 'CHANNEL_FAILED', 'Slack did not answer'],
  ])('%j is %s', async (answer, code, message) => {
    await expect(send(answer)).rejects.toMatchObject({ code, message });
    expect(peer.requests).toHaveLength(1);
  });

  it('keeps the refusal of the platform', async () => {
    await expect(send({}, new RefusingAgent())).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(peer.requests).toHaveLength(0);
  });

  it('does not begin when it is told to stop', async () => {
    await expect(send({}, new Agent(), AbortSignal.abort())).rejects.toThrow();
    expect(peer.requests).toHaveLength(0);
  });
});
