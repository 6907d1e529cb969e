import { z } from 'zod';
import { defineProvider } from '../provider.js';

export const ollama = defineProvider({
  id: 'ollama',
  version: 1,
  title: 'Ollama',
  description: 'Models on a machine of your own, through Ollama’s OpenAI-compatible endpoint.',
  icon: 'server',
  note: 'Free of charge. Any pulled model works by its name; which of them call tools is found out by a sample call.',
  settings: z.object({
    baseUrl: z.url().meta({ title: 'Base URL', examples: ['http://localhost:11434'] }),
  }),
  needs: ['fetch'],
  toolCheck: 'probe',
  openEnded: true,
  models: [
    {
      name: 'qwen3',
      title: 'Qwen 3',
      contextTokens: 40_960,
      tools: true,
      tier: 'small',
      price: { input: 0, output: 0 },
    },
    {
      name: 'llama3.1',
      title: 'Llama 3.1',
      contextTokens: 131_072,
      tools: true,
      tier: 'small',
      price: { input: 0, output: 0 },
    },
    {
      name: 'nomic-embed-text',
      title: 'Nomic Embed',
      kind: 'embedding',
      contextTokens: 8_192,
      tools: false,
      tier: 'small',
      price: { input: 0, output: 0 },
    },
  ],
});
