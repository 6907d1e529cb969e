import { describeNodeKind } from '../../conformance/kind-suite.js';
import { humanForm } from './human-form.def.js';
import { runHumanForm } from './human-form.run.js';

describeNodeKind(humanForm, runHumanForm, {
  examples: [
    {
      config: { title: 'Address', schema: { type: 'object' }, assignees: ['ann@example.com'] },
      at: 0,
      use: { people: { ask: () => Promise.resolve() } },
      gives: { suspend: { answer: true, deadline: 30 * 86_400_000, alarms: {} } },
    },
  ],
  invalid: [
    { config: { title: 'x', schema: { type: 'string' }, assignees: ['role:owner'] }, path: 'schema' },
    { config: { title: 'x', assignees: ['role:owner'] }, path: 'schema' },
    {
      config: { title: 'x', assignees: ['role:owner'], schema: { type: 'object', $ref: '#/$defs/x' } },
      path: 'schema.$ref',
    },
    {
      config: {
        title: 'x',
        assignees: ['role:owner'],
        schema: { type: 'object', properties: { at: { type: 'string', format: 'hostname' } } },
      },
      path: 'schema.properties.at.format',
    },
  ],
});
