import { addDuration, implement } from '../../kit.js';
import { flowWait } from './flow-wait.def.js';

export const runFlowWait = implement(flowWait, ({ config, at }) => {
  if ('signal' in config) return { suspend: { signal: config.signal, deadline: addDuration(at, config.deadline) } };
  return { suspend: { until: 'for' in config ? addDuration(at, config.for) : Date.parse(config.until) } };
});
