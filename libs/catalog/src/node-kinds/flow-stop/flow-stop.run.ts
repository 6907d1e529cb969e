import { implement } from '../../kit.js';
import { flowStop } from './flow-stop.def.js';

export const runFlowStop = implement(flowStop, ({ config: { outcome, message, output } }) => ({
  output: output ?? null,
  stop: outcome,
  message,
}));
