export { compileSchema, type JsonSchema, type SchemaCheck } from './json-schema.js';
