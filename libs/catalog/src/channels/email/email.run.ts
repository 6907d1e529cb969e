import { Socket } from 'node:net';
import { implementChannel, type ChannelNetwork } from '../../kit/channel-run.js';
import { messageIdOf } from '../sender.js';
import { email, tlsModeOf } from './email.def.js';
import { smtpVerdict } from './smtp-verdict.js';

/** Milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 5_000 };

/** Sends one mail over one connection. The delivery's key is its Message-ID, the same at every attempt. The client is loaded with the first mail. */
export const sendEmail = implementChannel(email, async ({ config, message, signal, use }) => {
  signal.throwIfAborted();
  const { createTransport } = await import('nodemailer');
  const options = await smtpOptions(new URL(config.smtpUrl), use.network);
  // nodemailer knows no signal; its socket does.
  const transport = createTransport({ ...options, socket: new Socket({ signal }) });
  const messageId = messageIdOf(message.key, config.from);
  try {
    await transport.sendMail({
      ...email.render(message),
      ...(message.headers && { headers: message.headers }),
      messageId,
      from: config.from,
      to: { name: '', address: message.to },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { messageId };
  } catch (error) {
    throw smtpVerdict(error);
  } finally {
    transport.close();
  }
});

/** Connects to the address that was checked, while TLS still asks for the name. */
async function smtpOptions(url: URL, network: ChannelNetwork) {
  const secure = url.protocol === 'smtps:';
  const port = Number(url.port || (secure ? 465 : 587));
  const mode = tlsModeOf(url);
  return {
    ...patience,
    host: await network.resolve(url.hostname, port),
    port,
    secure,
    requireTLS: !secure && mode !== 'opportunistic',
    tls: { servername: url.hostname, rejectUnauthorized: mode === 'verified' },
    ...(url.username && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  };
}
