import { AppError } from '#libs/contracts';
import { limits } from '#libs/workflow';
import { implement } from '../../kit.js';
import { flowMap } from './flow-map.def.js';

/** Opens the items. The runner collects `result` of each into the step's output. */
export const runFlowMap = implement(flowMap, ({ config: { items, concurrency, onItemError } }) => {
  if (items.length > limits.mapItems) {
    throw new AppError('LIMIT_EXCEEDED', {
      detail: `${items.length} items; a map takes at most ${limits.mapItems}`,
      limit: 'mapItems',
    });
  }
  return { output: items, items: items.length, concurrency, onItemError };
});
