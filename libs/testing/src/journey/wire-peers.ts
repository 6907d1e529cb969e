import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  messageId: string;
  to: string[];
  subject: string;
  /** As sent, with quoted-printable undone; of one part alone. */
  text: string;
  /** As it came over the wire: headers, parts and their encodings. */
  source: string;
}

export interface ReceivedPost {
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

const header = (mail: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'im')
    .exec(mail)?.[1]
    ?.replace(/\r?\n[ \t]/g, ' ')
    .trim() ?? '';

function bodyOf(mail: string): string {
  const body = mail.slice(mail.indexOf('\r\n\r\n') + 4);
  const encoding = header(mail, 'content-transfer-encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** A mail server that others wrote. It keeps what it accepted. */
export class MailPeer {
  readonly mails: ReceivedMail[] = [];
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.mails.push({
            messageId: header(text, 'message-id'),
            subject: header(text, 'subject'),
            to,
            text: bodyOf(text),
            source: text,
          });
          done();
        });
      },
    });
  }

  static async start(): Promise<MailPeer> {
    const peer = new MailPeer();
    await new Promise<void>((resolve) => peer.server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Takes POSTs (Slack, SendGrid, outbound webhooks), keeps them, and answers what the test says. */
export class HttpPeer {
  readonly posts: ReceivedPost[] = [];
  answer: (post: ReceivedPost) => { status?: number; headers?: Record<string, string>; body?: string } = () => ({});

  private constructor(private readonly server: Server) {}

  static async start(): Promise<HttpPeer> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? null : (JSON.parse(text) as unknown);
        const post = { path: request.url ?? '', headers: request.headers, body };
        peer.posts.push(post);
        const { status = 200, headers = {}, body: answer = 'ok' } = peer.answer(post);
        response.writeHead(status, headers).end(answer);
      });
    });
    const peer = new HttpPeer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
