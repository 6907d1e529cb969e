import { implement } from '../../kit.js';
import { flowCondition } from './flow-condition.def.js';

export const runFlowCondition = implement(flowCondition, ({ config }) => ({
  output: { result: config.if },
  port: config.if ? 'true' : 'false',
}));
