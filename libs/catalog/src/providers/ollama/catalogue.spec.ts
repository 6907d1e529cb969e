import { pulledModels } from './catalogue.js';

const shown: Record<string, object> = {
  'qwen3:8b': { capabilities: ['completion', 'tools', 'thinking'], model_info: { 'qwen3.context_length': 40_960 } },
  'llava:7b': { capabilities: ['completion', 'vision'], model_info: { 'llama.context_length': 32_768 } },
  'nomic-embed-text:latest': { capabilities: ['embedding'], model_info: { 'nomic-bert.context_length': 2048 } },
};
const server = ((url: string, init?: RequestInit) => {
  const { model = '' } = JSON.parse(String(init?.body ?? '{}')) as { model?: string };
  const answer = url.endsWith('/api/tags') ? { models: Object.keys(shown).map((name) => ({ name })) } : shown[model];
  return Promise.resolve(Response.json(answer));
}) as typeof fetch;

it('tells what each pulled model can do, free of charge', async () => {
  const models = await pulledModels(server, 'http://localhost:11434', new AbortController().signal);
  expect(models).toMatchObject([
    { name: 'qwen3:8b', kind: 'chat', tools: true, input: ['text'], contextTokens: 40_960, price: { output: 0 } },
    { name: 'llava:7b', kind: 'chat', tools: false, input: ['text', 'image'] },
    { name: 'nomic-embed-text:latest', kind: 'embedding', tools: false, contextTokens: 2048 },
  ]);
});
