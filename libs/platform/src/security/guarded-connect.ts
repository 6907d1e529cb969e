import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AppError } from '#libs/contracts';
import type { EgressPolicy } from './egress-policy.js';

export const refused = (detail: string) => new AppError('EGRESS_REFUSED', { detail });

/** Resolves to allowed addresses only, connects to one of them, and looks again at whom it reached. */
export function guarded(policy: EgressPolicy): buildConnector.connector {
  return (options, done) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const isListed = policy.listsHost(options.hostname, port);
    const connect = buildConnector({ timeout: 10_000, ...(isListed ? {} : { lookup: allowedOnly(policy, port) }) });
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error || !socket) return done(...result);
      if (isListed || policy.allowsAddress(socket.remoteAddress ?? '', port)) return done(null, socket);
      socket.destroy();
      return done(refused(`${options.hostname} leads to a private or local address`), null);
    });
  };
}

/** What a name leads to, without the addresses that may not be reached: not even a TLS greeting goes there. */
const allowedOnly =
  (policy: EgressPolicy, port: number): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => policy.allowsAddress(address, port));
      const [first] = allowed;
      if (!first) return done(error ?? refused(`${hostname} leads to a private or local address`), []);
      if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
