import { addDuration, implement } from '../../kit.js';
import { callbackSignal } from './callback-signal.js';
import { flowWait } from './flow-wait.def.js';

export const runFlowWait = implement(flowWait, ({ config, at, path }) => {
  if ('callback' in config)
    return { suspend: { signal: callbackSignal(path), deadline: addDuration(at, config.deadline) } };
  if ('signal' in config) return { suspend: { signal: config.signal, deadline: addDuration(at, config.deadline) } };
  return { suspend: { until: 'for' in config ? addDuration(at, config.for) : Date.parse(config.until) } };
});
