import { implement } from '../../kit.js';
import { dataSet } from './data-set.def.js';

export const runDataSet = implement(dataSet, ({ config }) => ({ output: config.values }));
