import { implement } from '../../kit.js';
import { flowMerge } from './flow-merge.def.js';

export const runFlowMerge = implement(flowMerge, ({ branches }) => ({ output: branches() }));
