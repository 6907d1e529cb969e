export type { BlockingConnection } from './blocking-connection.js';
export { RedisConnections, type Redis, type Script } from './connections.js';
export { type Subscriptions } from './subscriptions.js';
