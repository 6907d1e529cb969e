/** Errors leave as RFC 9457 problem JSON, by one filter. */
export { ProblemFilter } from './problem-filter.js';
export { problemAnswer, toAppError } from './problem.js';
export type { ProblemAnswer } from './problem.js';
