import { implement } from '../../kit.js';
import { flowLoop } from './flow-loop.def.js';

/** Opens the loop. The runner asks `while` before this iteration, and the condition again after each. */
export const runFlowLoop = implement(flowLoop, ({ config: { maxIterations, onItemError } }) => ({
  output: { result: null, count: 0 },
  items: maxIterations,
  more: true,
  onItemError,
}));
