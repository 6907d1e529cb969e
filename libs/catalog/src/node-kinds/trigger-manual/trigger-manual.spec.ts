import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerManual } from './trigger-manual.def.js';
import { runTriggerManual } from './trigger-manual.run.js';

describeNodeKind(triggerManual, runTriggerManual, {
  examples: [
    { config: {}, input: { a: 1 }, gives: { output: { a: 1 } } },
    { config: {}, gives: { output: null } },
  ],
  invalid: [],
});
