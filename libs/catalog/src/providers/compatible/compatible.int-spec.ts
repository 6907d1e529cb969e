import { chatBodies } from '../conformance/openai-bodies.js';
import { describeWired, testKey } from '../conformance/wire-suite.js';
import { compatible } from './compatible.def.js';
import { connectCompatible } from './compatible.run.js';

describeWired('compatible', {
  def: compatible,
  model: 'mixtral-8x7b',
  embeddingModel: 'bge-m3',
  connect: (url, fetch) => connectCompatible({ apiKey: testKey, baseUrl: `${url}/v1/chat/completions` }, { fetch }),
  catalogue: true,
  reasons: true,
  sent: chatBodies,
});
