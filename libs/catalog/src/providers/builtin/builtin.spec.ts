import { describeProvider } from '../conformance/provider-suite.js';
import { builtin } from './builtin.def.js';
import { connectBuiltin } from './builtin.run.js';

describeProvider('builtin', () =>
  Promise.resolve({ provider: connectBuiltin({}, {}), def: builtin, model: 'rules', stop: () => Promise.resolve() }),
);
