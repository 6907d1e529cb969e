import { describeWired, testKey } from '../conformance/wire-suite.js';
import { gemini } from './gemini.def.js';
import { connectGemini } from './gemini.run.js';

const config = (body: Record<string, unknown>) => body['generationConfig'] as Record<string, unknown>;
interface ToolConfig {
  functionCallingConfig: { mode: string };
}

describeWired('gemini', {
  def: gemini,
  model: 'gemini-3.5-flash',
  embeddingModel: 'gemini-embedding-001',
  connect: (url, fetch) => connectGemini({ apiKey: testKey, baseUrl: url }, { fetch }),
  wholeCalls: true,
  reasons: true,
  sent: {
    image: (body) => body['contents'],
    required: (body) => (body['toolConfig'] as ToolConfig).functionCallingConfig.mode === 'ANY',
    schema: (body) => config(body)['responseJsonSchema'],
    stop: (body) => config(body)['stopSequences'],
    seed: (body) => config(body)['seed'],
    topP: (body) => config(body)['topP'],
    key: (headers) => headers['x-goog-api-key'] === testKey,
  },
});
