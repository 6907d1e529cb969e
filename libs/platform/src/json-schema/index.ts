export { compileSchema, type JsonSchema, type SchemaCheck } from './json-schema.js';
export { TookTooLong, withinTime } from './watchdog.js';
