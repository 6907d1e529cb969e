import { describeWired, testKey } from '../conformance/wire-suite.js';
import { anthropic } from './anthropic.def.js';
import { connectAnthropic } from './anthropic.run.js';

describeWired('anthropic', {
  def: anthropic,
  // Takes top_p, which newer models refuse.
  model: 'claude-haiku-4-5',
  connect: (url, fetch) => connectAnthropic({ apiKey: testKey, baseUrl: url }, { fetch }),
  catalogue: true,
  reasons: true,
  sent: {
    image: (body) => body['messages'],
    required: (body) => (body['tool_choice'] as { type: string }).type === 'any',
    schema: (body) => (body['output_config'] as { format: object }).format,
    stop: (body) => body['stop_sequences'],
    topP: (body) => body['top_p'],
    key: (headers) => headers['authorization'] === `Bearer ${testKey}`,
  },
});
