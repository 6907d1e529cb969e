import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerWebhook } from './trigger-webhook.def.js';
import { runTriggerWebhook } from './trigger-webhook.run.js';

describeNodeKind(triggerWebhook, runTriggerWebhook, {
  examples: [
    { config: {}, input: { a: 1 }, gives: { output: { a: 1 } } },
    { config: { signature: 'github', credential: 'crd_1' }, gives: { output: null } },
  ],
  invalid: [
    { config: { methods: [] }, path: 'methods' },
    { config: { signature: 'standard' }, path: 'credential' },
    { config: { signature: 'hmac', credential: 'crd_1' }, path: 'header' },
    { config: { signature: 'hmac', credential: 'crd_1', header: 'no header' }, path: 'header' },
  ],
});
