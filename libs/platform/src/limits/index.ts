export { Limits, type Place } from './limits.js';
export { LimitStore, type Rate, type Verdict } from './limit-store.port.js';
export { MemoryLimitStore } from './memory-limit-store.js';
export { RedisLimitStore } from './redis-limit-store.js';
