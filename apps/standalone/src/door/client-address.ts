import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** IPv4 as a dual-stack socket tells of it is IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Who asks and how, where load balancers that are trusted stand in front. */
export class ClientAddress {
  private readonly trusted = new BlockList();

  /** @param proxies addresses and CIDRs */
  constructor(private readonly proxies: readonly string[]) {
    for (const proxy of proxies) {
      const [address = '', bits] = proxy.split('/');
      this.trusted.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), familyOf(address));
    }
  }

  /** The last address that no trusted proxy has: what came before it anybody may have written. */
  of(request: IncomingMessage): string {
    const peer = plain(request.socket.remoteAddress ?? '');
    if (!this.isTrusted(peer)) return peer;
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => plain(hop.trim()));
    let address = peer;
    while (hops.length > 0 && this.isTrusted(address)) {
      const before = hops.pop()!;
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  /** Whether the client came by TLS, as far as a trusted proxy says so. */
  isSecure(request: IncomingMessage): boolean {
    return (
      this.isTrusted(plain(request.socket.remoteAddress ?? '')) && request.headers['x-forwarded-proto'] === 'https'
    );
  }

  private isTrusted(address: string): boolean {
    return this.proxies.length > 0 && isIP(address) !== 0 && this.trusted.check(address, familyOf(address));
  }
}
