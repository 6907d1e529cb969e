export * from './kit/kind.js';
export * from './kit/capabilities.js';
export * from './kit/tool.js';
export * from './kit/tool-capabilities.js';
export * from './kit/channel.js';
export * from './kit/assignees.js';
export * from './kit/durations.js';
export * from './kit/form-schema.js';
