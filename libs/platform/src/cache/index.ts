export { Cache } from './cache.js';
export { CacheStore } from './cache-store.port.js';
export { MemoryCacheStore, type MemoryCacheBounds } from './memory-cache-store.js';
export { RedisCacheStore } from './redis-cache-store.js';
export { BriefMemory } from './brief-memory.js';
export type { BriefMemoryOptions } from './brief-memory.js';
