import { z } from 'zod';
import { defineProvider, type ModelDef } from '../provider.js';

const model = (
  name: string,
  title: string,
  tier: 'small' | 'large',
  contextTokens: number,
  [input, cachedInput, output]: readonly [number, number, number],
): ModelDef => ({ name, title, tier, contextTokens, tools: true, price: { input, cachedInput, output } });

/** Prices: developers.openai.com/api/docs/pricing, standard tier, short context; micro-dollars a million tokens. */
export const openai = defineProvider({
  id: 'openai',
  version: 1,
  title: 'OpenAI',
  description: 'GPT models by the OpenAI API, or any endpoint that speaks its chat format.',
  icon: 'sparkles',
  note: 'Texts leave the platform. Prices are those of the day they were looked up; the bill is OpenAI’s.',
  settings: z.object({
    apiKey: z.string().min(1).meta({ title: 'API key', secret: true }),
    baseUrl: z.url().default('https://api.openai.com/v1').meta({ title: 'Base URL' }),
  }),
  needs: ['fetch'],
  pricesAsOf: '2026-06-30',
  openEnded: true,
  models: [
    model('gpt-5.4', 'GPT-5.4', 'large', 1_050_000, [2_500_000, 250_000, 15_000_000]),
    model('gpt-5.4-mini', 'GPT-5.4 mini', 'small', 400_000, [750_000, 75_000, 4_500_000]),
    model('gpt-5.4-nano', 'GPT-5.4 nano', 'small', 400_000, [200_000, 20_000, 1_250_000]),
    model('gpt-5', 'GPT-5', 'large', 400_000, [1_250_000, 125_000, 10_000_000]),
    model('gpt-5-mini', 'GPT-5 mini', 'small', 400_000, [250_000, 25_000, 2_000_000]),
    model('gpt-5-nano', 'GPT-5 nano', 'small', 400_000, [50_000, 5_000, 400_000]),
    model('gpt-4.1', 'GPT-4.1', 'large', 1_047_576, [2_000_000, 500_000, 8_000_000]),
    model('gpt-4.1-mini', 'GPT-4.1 mini', 'small', 1_047_576, [400_000, 100_000, 1_600_000]),
  ],
});
