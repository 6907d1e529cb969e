export { followHistory, type Followed, type HistoryPage, type Watched } from './follow-history.js';
export { LiveBus } from './live-bus.port.js';
export { MemoryLiveBus } from './memory-live-bus.js';
export { parseWatch } from './parse-watch.js';
export { RedisLiveBus } from './redis-live-bus.js';
