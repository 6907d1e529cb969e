import { describeNodeKind } from '../../conformance/kind-suite.js';
import { dataTransform } from './data-transform.def.js';
import { runDataTransform } from './data-transform.run.js';

describeNodeKind(dataTransform, runDataTransform, {
  examples: [
    { config: { value: { sum: 3 } }, gives: { output: { sum: 3 } } },
    { config: { value: null }, gives: { output: null } },
  ],
  invalid: [{ config: {}, path: 'value' }],
});
