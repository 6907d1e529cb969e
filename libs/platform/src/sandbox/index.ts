/** JavaScript of strangers, in processes that are thrown away. */
export { CodeSandbox, type CodeJob } from './code-sandbox.js';
