/** A second entry, so that a process without Redis does not load BullMQ. */
export { BullWakeUps } from './wake-ups/bull.wake-ups.js';
