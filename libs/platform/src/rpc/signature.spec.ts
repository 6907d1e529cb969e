import { MasterKeyRing } from '#libs/platform/vault';
import { hmacSignature, ringSignature } from './signature.js';

const bytes = (fill: number) => Buffer.alloc(32, fill);
const ring = (...fills: number[]) => ringSignature(new MasterKeyRing(() => fills.map(bytes)));

describe('signatures of calls', () => {
  it('count for their text and key alone', () => {
    const { sign, verify } = hmacSignature(bytes(1));
    expect(verify('call', sign('call'))).toBe(true);
    for (const [text, signature] of [
      ['other', sign('call')],
      ['call', ''],
      ['call', hmacSignature(bytes(2)).sign('call')],
    ] as const)
      expect(verify(text, signature)).toBe(false);
  });

  it('are made with the first master key; a replica that has several believes every key of theirs', () => {
    const [before, during, after] = [ring(1), ring(2, 1), ring(2)];
    expect(during.verify('call', before.sign('call'))).toBe(true);
    expect(during.sign('call')).toBe(after.sign('call'));
    expect(after.verify('call', before.sign('call'))).toBe(false);
  });
});
