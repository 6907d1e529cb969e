import { z } from 'zod';
import { defineProvider } from '../provider.js';

export const openrouter = defineProvider({
  id: 'openrouter',
  version: 1,
  title: 'OpenRouter',
  description: 'Models of many makers by one key.',
  icon: 'waypoints',
  note: 'Texts leave the platform and pass OpenRouter on their way. Models, prices and what they can do come from its own catalogue.',
  settings: z.object({
    apiKey: z.string().min(1).meta({ title: 'API key', secret: true }),
    baseUrl: z.url().default('https://openrouter.ai/api/v1').meta({ title: 'Base URL' }),
  }),
  needs: ['fetch'],
  toolCheck: 'catalogue',
  openEnded: true,
  // A beginning for those who have not read the catalogue yet; it names some hundreds, with prices.
  models: [
    {
      name: 'openrouter/auto',
      title: 'Chosen by OpenRouter',
      contextTokens: 2_000_000,
      tools: true,
      tier: 'large',
      price: null,
    },
  ],
});
