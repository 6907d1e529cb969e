import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { AppError } from '#libs/contracts';
import type { ChannelNetwork } from '../../kit/channel-run.js';
import { sendEmail } from './email.run.js';

interface Received {
  from: string;
  to: string[];
  content: string;
  secure: boolean;
  user?: string;
}

describe('email at the wire', () => {
  const received: Received[] = [];
  const servers: SMTPServer[] = [];
  beforeEach(() => received.splice(0));
  afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done)))));

  /** A mail server on a free port; answers what stands before it in a URL. */
  async function mailServer(options: SMTPServerOptions = {}): Promise<string> {
    const server = new SMTPServer({
      authOptional: true,
      logger: false,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right'
          ? done(null, { user: username })
          : done(Object.assign(new Error('wrong password'), { responseCode: 535 })),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            content: Buffer.concat(chunks).toString(),
            secure: session.secure,
            user: session.user === undefined ? undefined : String(session.user),
          });
          done();
        });
      },
      ...options,
    });
    servers.push(server);
    server.on('error', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `mail.test:${(server.server.address() as AddressInfo).port}`;
  }

  const network = (resolve: ChannelNetwork['resolve']) => ({ resolve }) as ChannelNetwork;
  const send = (
    smtpUrl: string,
    change: { to?: string; subject?: string; signal?: AbortSignal; resolve?: ChannelNetwork['resolve'] } = {},
  ) =>
    sendEmail({
      config: { smtpUrl, from: 'Support <support@halden.example>' },
      message: {
        key: 'kEy_1-2',
        to: change.to ?? 'ann@example.com',
        subject: change.subject ?? 'Your order',
        text: 'Grüße',
      },
      signal: change.signal ?? new AbortController().signal,
      use: {
        network: network(change.resolve ?? (() => Promise.resolve('127.0.0.1'))),
        inApp: undefined as never,
        signature: undefined as never,
      },
    });
  const refuse = (responseCode: number): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('not now'), { responseCode })),
  });

  it('arrives once, with the delivery key as Message-ID', async () => {
    const { messageId } = await send(`smtp://${await mailServer()}`);
    expect(messageId).toBe('<kEy_1-2@halden.example>');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ from: 'support@halden.example', to: ['ann@example.com'] });
    expect(received[0]?.content).toContain('Message-ID: <kEy_1-2@halden.example>');
    expect(received[0]?.content).toContain('Subject: Your order');
  });

  it('goes to one recipient, whatever is written into the address or the subject', async () => {
    const server = await mailServer();
    await send(`smtp://${server}`, { subject: 'Hi\r\nBcc: eve@example.com' });
    await send(`smtp://${server}`, { to: 'ann@example.com, eve@example.com' }).catch(() => undefined);
    expect(received.flatMap(({ to }) => to)).not.toContain('eve@example.com');
    expect(received[0]?.content).not.toMatch(/^Bcc:/m);
  });

  it('encrypts when offered, and asks no certificate where none could be asked for', async () => {
    await send(`smtp://${await mailServer()}`);
    expect(received[0]?.secure).toBe(true);
    await send(`smtp://${await mailServer({ disabledCommands: ['STARTTLS'] })}`);
    expect(received[1]?.secure).toBe(false);
  });

  it('gives a password only over a certificate that holds, unless told otherwise', async () => {
    const server = await mailServer();
    await expect(send(`smtp://ann:right@${server}`)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
    expect(received).toHaveLength(0);
    await send(`smtp://ann:right@${server}?tls=unverified`);
    expect(received[0]).toMatchObject({ user: 'ann', secure: true });
    await expect(send(`smtp://ann:wrong@${server}?tls=unverified`)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
    const plain = await mailServer({ disabledCommands: ['STARTTLS'] });
    await expect(send(`smtp://ann:right@${plain}?tls=unverified`)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
  });

  it('tries again after 4xx, and never after 5xx', async () => {
    const later = await mailServer(refuse(451));
    await expect(send(`smtp://${later}`)).rejects.toMatchObject({ code: 'CHANNEL_FAILED', retry: 'soon' });
    const never = await mailServer(refuse(550));
    await expect(send(`smtp://${never}`)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED', retry: 'never' });
  });

  it('tries again when nobody answers', async () => {
    const server = await mailServer();
    await new Promise<void>((done) => servers.pop()?.close(done));
    await expect(send(`smtp://${server}`)).rejects.toMatchObject({ code: 'CHANNEL_FAILED', retry: 'soon' });
  });

  it('asks the platform whether it may connect', async () => {
    const resolve = (host: string, port: number) =>
      Promise.reject(new AppError('EGRESS_REFUSED', { detail: `${host}:${port}` }));
    await expect(send('smtp://metadata.internal', { resolve })).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
      message: 'metadata.internal:587',
    });
  });

  it('hangs up at once when it is told to stop', async () => {
    let connected: () => void;
    const isConnected = new Promise<void>((done) => (connected = done));
    // A server that never greets.
    const server = await mailServer({ onConnect: () => connected() });
    const controller = new AbortController();
    const sending = send(`smtp://${server}`, { signal: controller.signal });
    await isConnected;
    const stopped = performance.now();
    controller.abort();
    await expect(sending).rejects.toMatchObject({ code: 'CHANNEL_FAILED' });
    expect(performance.now() - stopped).toBeLessThan(20_000);
  });
});
