import { MasterKey } from './master-key.js';
import { MasterKeyRing } from './master-key-ring.js';

const bytes = (fill: number) => Buffer.alloc(32, fill);
const idOf = (fill: number) => new MasterKey(bytes(fill)).id;

describe('the master keys', () => {
  it('are named by ids that say nothing of them, and have a key for each purpose', () => {
    const key = new MasterKey(bytes(1));
    expect(key.id).toMatch(/^[\w-]{12}$/);
    expect(idOf(1)).not.toBe(idOf(2));
    expect(key.derive('rpc')).not.toEqual(key.derive('audit'));
    expect(() => new MasterKey(Buffer.alloc(31))).toThrow(/expected 32/);
  });

  it('are read again when something fits none of them, but not for each thing that fits none at all', () => {
    let reads = 0;
    let keys = [bytes(1)];
    const ring = new MasterKeyRing(() => (reads++, keys));
    expect(ring.find(({ id }) => id === idOf(1))).toBeDefined();
    expect(reads).toBe(1);
    keys = [bytes(2), bytes(1)];
    expect(ring.find(({ id }) => id === idOf(2))).toBe(ring.current);
    for (let guess = 0; guess < 100; guess++) expect(ring.find(() => false)).toBeUndefined();
    expect(reads).toBe(3);
  });

  it('stay as they are while they cannot be read, and one that is taken away is known to the end of the process', () => {
    let keys: Uint8Array[] | undefined = [bytes(1)];
    const ring = new MasterKeyRing(() => {
      if (!keys) throw new Error('no file');
      return keys;
    });
    keys = undefined;
    expect(ring.reread()).toBe(false);
    expect(ring.current.id).toBe(idOf(1));
    keys = [bytes(2)];
    expect(ring.reread()).toBe(true);
    expect(ring.all.map(({ id }) => id)).toEqual([idOf(2), idOf(1)]);
    expect(() => new MasterKeyRing(() => [])).toThrow();
  });
});
