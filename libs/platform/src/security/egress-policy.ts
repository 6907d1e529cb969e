import ipaddr from 'ipaddr.js';

/** Which addresses outbound calls may reach: public unicast ones, and what the operator lists. */
export class EgressPolicy {
  private readonly hosts = new Set<string>();
  private readonly ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];

  /** @param allow hosts (`ollama.local`), host:port (`127.0.0.1:11434`), addresses and CIDRs (`10.1.0.0/16`) */
  constructor(private readonly allow: readonly string[] = []) {
    for (const entry of allow) {
      const text = entry.trim().toLowerCase();
      if (ipaddr.isValidCIDR(text)) this.ranges.push(ipaddr.parseCIDR(text));
      else if (text) this.hosts.add(text);
    }
  }

  /** The same policy with more that may be reached. */
  including(more: readonly string[]): EgressPolicy {
    return new EgressPolicy([...this.allow, ...more]);
  }

  /** Whether the operator lists this host (with or without the port). */
  listsHost(host: string, port: number): boolean {
    const name = bare(host);
    return this.hosts.has(name) || this.hosts.has(`${name}:${port}`);
  }

  /** Whether a socket to this address may be used. IPv4 inside IPv6 counts as the IPv4 address. */
  allowsAddress(address: string, port: number): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (this.listsHost(parsed.toString(), port)) return true;
    if (this.ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))) return true;
    return parsed.range() === 'unicast';
  }
}

const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
