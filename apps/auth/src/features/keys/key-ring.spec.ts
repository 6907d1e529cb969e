import { keyRing, publishAfterMs, publishAheadMs } from './key-ring.js';

const key = (number: number, createdAt: number) => ({ id: `key-${number}`, createdAt });
const at = (now: number, ...keys: ReturnType<typeof key>[]) => {
  const { signing, published, over } = keyRing(keys, now);
  return [signing.id, published.map(({ id }) => id), over.map(({ id }) => id)];
};

describe('A3: the ring of signing keys', () => {
  it('begins with a key that signs at once', () => {
    expect(at(0, key(1, 0))).toEqual(['key-1', ['key-1'], []]);
  });

  it('publishes a new key before it signs, and the old one after', () => {
    const [old, young] = [key(1, 0), key(2, 1_000_000)];
    const takes = 1_000_000 + publishAheadMs;
    expect(at(1_000_000, young, old)).toEqual(['key-1', ['key-2', 'key-1'], []]);
    expect(at(takes - 1, young, old)).toEqual(['key-1', ['key-2', 'key-1'], []]);
    expect(at(takes, young, old)).toEqual(['key-2', ['key-2', 'key-1'], []]);
    expect(at(takes + publishAfterMs - 1, young, old)).toEqual(['key-2', ['key-2', 'key-1'], []]);
    expect(at(takes + publishAfterMs, young, old)).toEqual(['key-2', ['key-2'], ['key-1']]);
  });

  it('keeps the one that signs, however many wait', () => {
    expect(at(10_000_000, key(3, 9_999_000), key(2, 9_998_000), key(1, 0))).toEqual([
      'key-1',
      ['key-3', 'key-2', 'key-1'],
      [],
    ]);
  });
});
