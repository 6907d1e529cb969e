import { implement } from '../../kit.js';
import { dataTransform } from './data-transform.def.js';

export const runDataTransform = implement(dataTransform, ({ config }) => ({ output: config.value ?? null }));
