import type { IncomingMessage } from 'node:http';
import { ClientAddress } from './client-address.js';

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  const addresses = new ClientAddress(['10.0.0.0/8', '2001:db8::1']);

  it.each([
    ['9.9.9.9', '1.2.3.4', '9.9.9.9'],
    ['10.1.2.3', '1.2.3.4', '1.2.3.4'],
    ['::ffff:10.1.2.3', '1.2.3.4', '1.2.3.4'],
    ['10.1.2.3', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
    ['2001:db8::1', '2001:db8::7', '2001:db8::7'],
    ['10.1.2.3', 'nonsense', '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
  ])('%s, which forwards %s, speaks for %s', (remote, forwarded, client) => {
    expect(addresses.of(request(remote, { 'x-forwarded-for': forwarded }))).toBe(client);
  });

  it('came by TLS when a trusted proxy says so', () => {
    const headers = { 'x-forwarded-proto': 'https' };
    expect([addresses.isSecure(request('10.1.2.3', headers)), addresses.isSecure(request('9.9.9.9', headers))]).toEqual(
      [...[true, false]],
    );
  });
});
