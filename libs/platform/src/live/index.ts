export { LiveBus } from './live-bus.port.js';
export { MemoryLiveBus } from './memory-live-bus.js';
