import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerEvent } from './trigger-event.def.js';
import { runTriggerEvent } from './trigger-event.run.js';

describeNodeKind(triggerEvent, runTriggerEvent, {
  examples: [
    { config: { type: 'inbox.closed.v1' }, input: { id: 'evt_1' }, gives: { output: { id: 'evt_1' } } },
    { config: { type: 'task.finished.v1', filter: 'event.data.status == "failed"' }, gives: { output: null } },
  ],
  invalid: [
    { config: {}, path: 'type' },
    { config: { type: 'moon.risen.v1' }, path: 'type' },
    { config: { type: 'inbox.closed.v1', filter: 'event.data.' }, path: 'filter' },
    { config: { type: 'inbox.closed.v1', filter: 'input.a == 1' }, path: 'filter' },
    { config: { type: 'inbox.closed.v1', filter: '{{ event.data.a }}' }, path: 'filter' },
  ],
});
