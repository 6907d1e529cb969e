export * from './definition.js';
export * from './kind.js';
