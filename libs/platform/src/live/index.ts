export { followHistory, type Followed, type HistoryPage, type Watched } from './follow-history.js';
export { LiveBus } from './live-bus.port.js';
export { LiveFeed } from './live-feed.port.js';
export { MemoryLiveBus } from './memory-live-bus.js';
export { MemoryLiveFeed } from './memory-live-feed.js';
export { parseWatch } from './parse-watch.js';
export { RedisLiveBus } from './redis-live-bus.js';
export { RedisLiveFeed } from './redis-live-feed.js';
