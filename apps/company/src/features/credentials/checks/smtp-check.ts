import { Socket } from 'node:net';
import { AppError } from '#libs/contracts';
import type { KeptSecrets } from '#libs/platform/outbound';
import { SafeSockets, type EgressPolicy } from '#libs/platform/security';

type Server = Extract<KeptSecrets, { kind: 'smtp' }>;

/** Milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000, dnsTimeout: 5_000 };

/**
 * Greets a mail server and signs in, without a mail. Connects to the address that was checked, while TLS still asks for the name.
 * @throws EGRESS_FAILED with what the server answered, EGRESS_REFUSED
 */
export async function verifySmtp(
  { host, port, security, username, password }: Server,
  egress: EgressPolicy,
  signal: AbortSignal,
): Promise<string> {
  const { createTransport } = await import('nodemailer');
  const address = await new SafeSockets(egress).resolve(host, port);
  const transport = createTransport({
    ...patience,
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
    socket: new Socket({ signal }),
  });
  try {
    await transport.verify();
    return username === undefined ? 'The mail server answers' : 'The mail server took user and password';
  } catch (cause) {
    const { responseCode, code } = cause as { responseCode?: number; code?: string };
    // The text of the answer may repeat what was sent.
    throw new AppError(
      'EGRESS_FAILED',
      { detail: `The mail server refused: ${responseCode ?? code ?? 'no answer'}` },
      { cause },
    );
  } finally {
    transport.close();
  }
}
