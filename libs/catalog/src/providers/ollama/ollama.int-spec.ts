import { chatBodies } from '../conformance/openai-bodies.js';
import { describeWired } from '../conformance/wire-suite.js';
import { ollama } from './ollama.def.js';
import { connectOllama } from './ollama.run.js';

describeWired('ollama', {
  def: ollama,
  model: 'qwen3',
  embeddingModel: 'nomic-embed-text',
  connect: (url, fetch) => connectOllama({ baseUrl: url }, { fetch }),
  catalogue: true,
  reasons: true,
  // It needs no key, and gets none.
  sent: { ...chatBodies, key: (headers) => headers['authorization'] === undefined },
});
