export * from './decider.port.js';
