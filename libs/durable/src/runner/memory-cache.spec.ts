import { MemoryCache } from './memory-cache.js';
import type { RunMemory } from './run-memory.js';

const memory = (totalBytes = 0) => ({ totalBytes, seq: 1 }) as RunMemory;

describe('MemoryCache', () => {
  it('gives a run out once', () => {
    const cache = new MemoryCache();
    const kept = memory();
    cache.keep('a', kept);
    expect(cache.take('a')).toBe(kept);
    expect(cache.take('a')).toBeUndefined();
  });

  it('forgets the oldest when there are too many, or they are too large', () => {
    const cache = new MemoryCache();
    for (let i = 0; i < 201; i++) cache.keep(`r${i}`, memory());
    expect(cache.take('r0')).toBeUndefined();
    expect(cache.take('r1')).toBeDefined();
    cache.keep('huge', memory(65 * 1024 * 1024));
    expect(cache.take('r200')).toBeUndefined();
    expect(cache.take('huge')).toBeUndefined();
  });
});
