import { z } from 'zod';
import { defineProvider } from '../provider.js';

export const compatible = defineProvider({
  id: 'compatible',
  version: 1,
  title: 'OpenAI-compatible',
  description:
    'Any server that speaks OpenAI’s chat completions: vLLM, LM Studio, LocalAI, Groq, Mistral, DeepSeek and others.',
  icon: 'plug',
  note: 'Models go by the names the server gives them. Prices are unknown until you set them; which model calls tools is found out by a sample call.',
  settings: z.object({
    baseUrl: z.url().meta({
      title: 'Base URL',
      description: 'Up to, but without /chat/completions',
      examples: ['https://api.groq.com/openai/v1'],
    }),
    apiKey: z
      .string()
      .optional()
      .meta({ title: 'API key', description: 'None when the server asks for none', secret: true }),
    tokenLimitField: z
      .enum(['max_tokens', 'max_completion_tokens'])
      .optional()
      .meta({ title: 'Field of the token limit', description: 'max_tokens when absent' }),
    reasoningEffort: z.boolean().optional().meta({
      title: 'Knows reasoning_effort',
      description: 'Whether it is sent; servers that do not know it may refuse it',
    }),
  }),
  needs: ['fetch'],
  toolCheck: 'probe',
  openEnded: true,
  models: [],
});
