import { MasterKeyRing } from '#libs/platform/vault';
import { identitiesOf, ServiceIdentities } from './service-identity.js';

const minute = 60_000;

describe('the identity of a service', () => {
  const [secret, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const worker = identitiesOf(secret, 'worker').as('agents');
  const receiver = identitiesOf(secret).as('company');

  it('is proved to every other service of the platform', () => {
    const signature = worker.sign('a call', 0);
    expect(receiver.verify('a call', signature, minute)).toMatchObject({ service: 'agents', role: 'worker' });
    expect(receiver.verify('another call', signature, minute)).toBeUndefined();
  });

  it('is over after five minutes, and renewed before', () => {
    const signature = worker.sign('a call', 0);
    expect(receiver.verify('a call', signature, 5 * minute)).toBeDefined();
    expect(receiver.verify('a call', signature, 6 * minute)).toBeUndefined();
    const pass = (now: number) => worker.sign('a call', now).split('~')[0];
    expect(pass(2 * minute)).toBe(pass(0));
    expect(pass(4 * minute)).not.toBe(pass(0));
    expect(receiver.verify('a call', worker.sign('a call', 9 * minute), 9 * minute)).toBeDefined();
  });

  it('cannot be made to last longer, nor by who has the key of another service or platform', () => {
    const forged = (service: string, keyOf: Uint8Array, expiresAt: number) => {
      const pass = Buffer.from(JSON.stringify([service, 'all', 'x', expiresAt])).toString('base64url');
      // Signed with the key of `agents`, whatever the pass says.
      const [, mac] = identitiesOf(keyOf).as('agents').sign('a call', 0).split('~');
      return `${pass}~${mac}`;
    };
    for (const signature of [
      forged('company', secret, minute),
      forged('agents', secret, 1000 * minute),
      forged('agents', other, minute),
      forged('nobody', secret, minute),
      identitiesOf(other).as('agents').sign('a call', 0),
      worker.sign('a call', 1000 * minute),
      '',
      '~',
      'bnVsbA~bnVsbA',
      'e30~',
    ])
      expect(receiver.verify('a call', signature, 0)).toBeUndefined();
  });

  it('rests on the first master key; who has several believes each of them, and signs by a new one at once', () => {
    const bytes = (fill: number) => Buffer.alloc(32, fill);
    const ring = (...fills: number[]) => new ServiceIdentities(new MasterKeyRing(() => fills.map(bytes))).as('agents');
    const [before, during, after] = [ring(1), ring(2, 1), ring(2)];
    expect(during.verify('a call', before.sign('a call', 0), 0)).toMatchObject({ service: 'agents' });
    expect(after.verify('a call', during.sign('a call', 0), 0)).toMatchObject({ service: 'agents' });
    expect(after.verify('a call', before.sign('a call', 0), 0)).toBeUndefined();
    let keys = [bytes(1)];
    const turning = new MasterKeyRing(() => keys);
    const turned = new ServiceIdentities(turning).as('agents');
    turned.sign('a call', 0);
    keys = [bytes(2), bytes(1)];
    turning.reread();
    expect(after.verify('a call', turned.sign('a call', 0), 0)).toMatchObject({ service: 'agents' });
  });
});
