import { z } from 'zod';
import { defineProvider, type ModelDef, type Rates } from '../provider.js';

const dollars = (amount: number): number => Math.round(amount * 1_000_000);

/** Of GPT-6, a call above 272,000 input tokens costs twice as much to read, and half as much again to write. */
const longer = (rates: Rates) => ({
  above: 272_000,
  input: rates.input * 2,
  output: rates.output * 1.5,
  ...(rates.cachedInput === undefined ? {} : { cachedInput: rates.cachedInput * 2 }),
  ...(rates.cacheWrite === undefined ? {} : { cacheWrite: rates.cacheWrite * 2 }),
});

/** @param priced dollars a million tokens: input, cached input, output, and what is written into the cache */
function model(
  name: string,
  title: string,
  tier: 'small' | 'large',
  contextTokens: number,
  priced: readonly [input: number, cachedInput: number, output: number, cacheWrite?: number],
  priceAsOf = '2026-06-30',
): ModelDef {
  const [input, cachedInput, output] = priced.map((amount) => dollars(amount ?? 0)) as [number, number, number];
  const written = priced[3] === undefined ? {} : { cacheWrite: dollars(priced[3]) };
  const rates = { input, cachedInput, output, ...written };
  const price = priced[3] === undefined ? rates : { ...rates, long: longer(rates) };
  return { name, title, tier, contextTokens, tools: true, input: ['text', 'image'], price, priceAsOf };
}

const embedding = (name: string, title: string, tier: 'small' | 'large', input: number): ModelDef => ({
  name,
  title,
  kind: 'embedding',
  tier,
  contextTokens: 8_191,
  tools: false,
  price: { input: dollars(input), output: 0 },
  priceAsOf: '2026-06-30',
});

/** Prices: developers.openai.com/api/docs/pricing, standard tier. */
export const openai = defineProvider({
  id: 'openai',
  version: 1,
  title: 'OpenAI',
  description: 'GPT models by the OpenAI API.',
  icon: 'sparkles',
  note: 'Texts leave the platform. Prices are those of the day they were looked up; the bill is OpenAI’s.',
  settings: z.object({
    apiKey: z.string().min(1).meta({ title: 'API key', secret: true }),
    baseUrl: z.url().default('https://api.openai.com/v1').meta({ title: 'Base URL' }),
    api: z.enum(['chat', 'responses']).optional().meta({
      title: 'API',
      description:
        'When absent: responses for models that think at OpenAI’s own address, which there call tools and sum up their reasoning; else chat completions',
    }),
  }),
  needs: ['fetch'],
  pricesAsOf: '2026-10-27',
  toolCheck: 'listed',
  openEnded: true,
  models: [
    model('gpt-6.1-sol', 'GPT-6.1 Sol', 'large', 1_050_000, [2, 0.1, 10, 2.5], '2026-10-27'),
    model('gpt-6.1-terra', 'GPT-6.1 Terra', 'large', 1_050_000, [1, 0.05, 5, 1.25], '2026-10-27'),
    model('gpt-6-luna', 'GPT-6 Luna', 'small', 1_050_000, [0.1, 0.01, 0.5, 0.125], '2026-10-27'),
    model('gpt-5.4', 'GPT-5.4', 'large', 1_050_000, [2.5, 0.25, 15]),
    model('gpt-5.4-mini', 'GPT-5.4 mini', 'small', 400_000, [0.75, 0.075, 4.5]),
    model('gpt-5.4-nano', 'GPT-5.4 nano', 'small', 400_000, [0.2, 0.02, 1.25]),
    model('gpt-5', 'GPT-5', 'large', 400_000, [1.25, 0.125, 10]),
    model('gpt-5-mini', 'GPT-5 mini', 'small', 400_000, [0.25, 0.025, 2]),
    model('gpt-5-nano', 'GPT-5 nano', 'small', 400_000, [0.05, 0.005, 0.4]),
    model('gpt-4.1', 'GPT-4.1', 'large', 1_047_576, [2, 0.5, 8]),
    model('gpt-4.1-mini', 'GPT-4.1 mini', 'small', 1_047_576, [0.4, 0.1, 1.6]),
    embedding('text-embedding-3-small', 'Embeddings 3, small', 'small', 0.02),
    embedding('text-embedding-3-large', 'Embeddings 3, large', 'large', 0.13),
  ],
});
