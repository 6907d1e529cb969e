export * from './kit/kind.js';
export * from './kit/capabilities.js';
