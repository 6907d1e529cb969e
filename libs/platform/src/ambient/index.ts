/** Values that follow the work: request, call, transaction. */
export { Ambient } from './ambient.js';
