import ipaddr from 'ipaddr.js';

/** Addresses of the network and ranges of them. IPv4 inside IPv6 counts as the IPv4 address. */
export class Networks {
  private readonly ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

  /** @param list `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32` */
  constructor(list: readonly string[]) {
    this.ranges = list.map((text) => {
      if (text.includes('/')) return ipaddr.parseCIDR(text);
      const one = ipaddr.process(text);
      return [one, one.kind() === 'ipv4' ? 32 : 128];
    });
  }

  includes(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const given = ipaddr.process(address);
    return this.ranges.some(([base, bits]) => base.kind() === given.kind() && given.match(base, bits));
  }
}

/** As people write it: a socket for both kinds shows 192.0.2.1 as ::ffff:192.0.2.1. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
