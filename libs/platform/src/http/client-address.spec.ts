import { clientAddress } from './client-address.js';

it.each([
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '::ffff:c000:201'],
  ['2001:db8::1', '2001:db8::1'],
])('a client at %s is called %s', (ip, address) => {
  expect(clientAddress({ ip })).toBe(address);
});
