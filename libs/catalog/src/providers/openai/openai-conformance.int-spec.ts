import { describeWired, testKey, type WiredProvider } from '../conformance/wire-suite.js';
import { chatBodies, responsesBodies } from '../conformance/openai-bodies.js';
import { openai } from './openai.def.js';
import { connectOpenai } from './openai.run.js';

const subject = (api: 'chat' | 'responses'): Omit<WiredProvider, 'sent'> => ({
  def: openai,
  model: 'gpt-4.1',
  embeddingModel: 'text-embedding-3-small',
  connect: (url, fetch) => connectOpenai({ apiKey: testKey, baseUrl: `${url}/v1`, api }, { fetch }),
  reasons: true,
});

describeWired('openai (chat)', { ...subject('chat'), sent: chatBodies });
describeWired('openai (responses)', { ...subject('responses'), sent: responsesBodies });
