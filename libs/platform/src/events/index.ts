export { EventConsumer, type EnvelopeOf } from './consumer.js';
export { EventBus } from './event-bus.port.js';
export { readFrom, readFromHandler, readFromSpec, type EventPage } from './event-log.js';
export { eventMigrations } from './event-tables.js';
export { MemoryEventBus } from './memory-event-bus.js';
export { Outbox, type OutboxEntry } from './outbox.js';
export { byProducer, EventReader, type ReaderSettings } from './reader.js';
export { OutboxRelay, type RelaySettings } from './relay.js';
export { RedisEventBus } from './redis-event-bus.js';
