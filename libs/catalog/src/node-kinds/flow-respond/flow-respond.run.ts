import { implement } from '../../kit.js';
import { flowRespond } from './flow-respond.def.js';

export const runFlowRespond = implement(flowRespond, ({ config: { status, headers, body } }) => ({
  output: body ?? null,
  respond: { status, headers },
}));
