import { chatBodies } from '../conformance/openai-bodies.js';
import { describeWired, testKey } from '../conformance/wire-suite.js';
import { openrouter } from './openrouter.def.js';
import { connectOpenrouter } from './openrouter.run.js';

describeWired('openrouter', {
  def: openrouter,
  model: 'openai/gpt-4.1',
  embeddingModel: 'openai/text-embedding-3-small',
  connect: (url, fetch) => connectOpenrouter({ apiKey: testKey, baseUrl: `${url}/api/v1` }, { fetch }),
  catalogue: true,
  reasons: true,
  sent: chatBodies,
});
