import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';
import { keyUri, newSecret, stepOf } from './totp.js';

/** The secret of RFC 6238, appendix B, in Base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('TOTP', () => {
  // The last six of the eight digits of the RFC's test vectors.
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
  ])('knows the code of second %d', (second, code) => {
    const step = Math.floor(second / 30);
    expect(stepOf(secret, code, second * 1000)).toBe(step);
    expect(stepOf(secret, ` ${code.slice(0, 3)} ${code.slice(3)}`, second * 1000)).toBe(step);
    // A clock may be half a minute off, and no more.
    expect(stepOf(secret, code, (second + 30) * 1000)).toBe(step);
    expect(stepOf(secret, code, (second - 30) * 1000)).toBe(step);
    expect(stepOf(secret, code, (second + 60) * 1000)).toBeUndefined();
    expect(stepOf(secret, code, (second - 60) * 1000)).toBeUndefined();
  });

  it.each(['', '28708', '2870822', 'abcdef', '-87082', '1e5000', '２８７０８２'])('takes no %p', (code) => {
    expect(stepOf(secret, code, 59_000)).toBeUndefined();
  });

  it('makes secrets of 160 bits and a URI that apps read', () => {
    const fresh = newSecret();
    expect(fresh).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSecret()).not.toBe(fresh);
    const uri = new URL(keyUri(secret, 'mara@larkfield.example'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/AaaS:mara@larkfield.example',
    ]);
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'AaaS', digits: '6', period: '30' });
  });
});

describe('recovery codes', () => {
  const key = new Uint8Array(32).fill(7);

  it('are ten, all different, and read the same however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[2-9a-hj-km-np-z]{5}-[2-9a-hj-km-np-z]{5}$/);
      const typed = ` ${code.toUpperCase().replace('-', ' ')} `;
      expect(recoveryHash(key, 'usr_1', typed)).toBe(recoveryHash(key, 'usr_1', code));
    }
    const [one] = codes as [string];
    expect(recoveryHash(key, 'usr_2', one)).not.toBe(recoveryHash(key, 'usr_1', one));
    expect(recoveryHash(new Uint8Array(32), 'usr_1', one)).not.toBe(recoveryHash(key, 'usr_1', one));
  });
});
