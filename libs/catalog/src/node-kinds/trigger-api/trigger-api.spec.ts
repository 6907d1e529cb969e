import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerApi } from './trigger-api.def.js';
import { runTriggerApi } from './trigger-api.run.js';

describeNodeKind(triggerApi, runTriggerApi, {
  examples: [{ config: {}, input: { a: 1 }, gives: { output: { a: 1 } } }],
  invalid: [],
});
