import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '#libs/contracts';
import type { EgressPolicy } from './egress-policy.js';

/** The egress policy for clients that bring a protocol of their own: an agent for HTTP libraries, an address for SMTP. */
export class SafeSockets {
  constructor(private readonly policy: EgressPolicy) {}

  /** An agent without keep-alive that looks at whom it reached before a byte is sent. */
  agentFor(url: URL): HttpAgent {
    return url.protocol === 'https:' ? new SafeHttpsAgent(this.policy) : new SafeHttpAgent(this.policy);
  }

  /**
   * The address to connect to; connecting to it, not to the name, leaves no room for rebinding.
   * @throws EGRESS_REFUSED for a private or local address, EGRESS_FAILED when the name is unknown
   */
  async resolve(host: string, port: number): Promise<string> {
    const name = host.replace(/^\[|\]$/g, '');
    const addresses = isIP(name) ? [name] : await addressesOf(name);
    const allowed = addresses.find(
      (address) => this.policy.listsHost(name, port) || this.policy.allowsAddress(address, port),
    );
    if (allowed === undefined) throw refused(name);
    return allowed;
  }
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new AppError('EGRESS_FAILED', { detail: `${host} could not be found` }, { cause: error });
  }
}

type Options = { host?: string | null; port?: number | string | null };

class SafeHttpAgent extends HttpAgent {
  constructor(private readonly policy: EgressPolicy) {
    super({ keepAlive: false });
  }

  override createConnection(...[options, done]: Parameters<HttpAgent['createConnection']>): Duplex | null | undefined {
    return guarded(this.policy, options, super.createConnection(options, done));
  }
}

class SafeHttpsAgent extends HttpsAgent {
  constructor(private readonly policy: EgressPolicy) {
    super({ keepAlive: false });
  }

  override createConnection(...[options, done]: Parameters<HttpsAgent['createConnection']>): Duplex | null | undefined {
    return guarded(this.policy, options, super.createConnection(options, done));
  }
}

/** Registered first, so that a refused socket is destroyed before anything queued is written. */
function guarded(
  policy: EgressPolicy,
  { host, port }: Options,
  socket: Duplex | null | undefined,
): Duplex | null | undefined {
  (socket as Socket | undefined)?.once('connect', () => {
    const { remoteAddress = '', remotePort = 0 } = socket as Socket;
    if (policy.listsHost(host ?? '', Number(port)) || policy.allowsAddress(remoteAddress, remotePort)) return;
    socket?.destroy(refused(host ?? remoteAddress));
  });
  return socket;
}

const refused = (host: string) =>
  new AppError('EGRESS_REFUSED', { detail: `${host} is or leads to a private or local address` });
