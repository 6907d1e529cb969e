import { describeNodeKind } from '../../conformance/kind-suite.js';
import { dataSet } from './data-set.def.js';
import { runDataSet } from './data-set.run.js';

describeNodeKind(dataSet, runDataSet, {
  examples: [{ config: { values: { a: 1, b: [null] } }, gives: { output: { a: 1, b: [null] } } }],
  invalid: [
    { config: {}, path: 'values' },
    { config: { values: [1] }, path: 'values' },
  ],
});
