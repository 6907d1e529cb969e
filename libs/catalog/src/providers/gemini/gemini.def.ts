import { z } from 'zod';
import { defineProvider, type ModelDef, type Price } from '../provider.js';

const dollars = (amount: number): number => Math.round(amount * 1_000_000);

/** @param priced dollars a million tokens: input, cached input, output */
const price = ([input, cachedInput, output]: readonly [number, number, number]): Price => ({
  input: dollars(input),
  cachedInput: dollars(cachedInput),
  output: dollars(output),
});

const model = (name: string, title: string, tier: 'small' | 'large', priced: Price): ModelDef => ({
  name,
  title,
  tier,
  contextTokens: 1_048_576,
  tools: true,
  input: ['text', 'image'],
  price: priced,
});

/** Prices: ai.google.dev/gemini-api/docs/pricing, standard tier, text and images. */
export const gemini = defineProvider({
  id: 'gemini',
  version: 1,
  title: 'Google Gemini',
  description: 'Gemini models by the Gemini API.',
  icon: 'gem',
  note: 'Texts leave the platform. Calls of tools arrive whole, not letter by letter. Prices are those of the day they were looked up.',
  settings: z.object({
    apiKey: z.string().min(1).meta({ title: 'API key', secret: true }),
    baseUrl: z.url().default('https://generativelanguage.googleapis.com').meta({ title: 'Base URL' }),
  }),
  needs: ['fetch'],
  pricesAsOf: '2026-09-30',
  toolCheck: 'listed',
  openEnded: true,
  models: [
    // Half of it until the end of 2026; the list price stands here, so that nobody's estimate is too low afterwards.
    model('gemini-3.8-flash', 'Gemini 3.8 Flash', 'large', price([1.5, 0.15, 7.5])),
    model('gemini-3.5-flash', 'Gemini 3.5 Flash', 'large', price([1.5, 0.15, 9])),
    model('gemini-3.1-flash-lite', 'Gemini 3.1 Flash-Lite', 'small', price([0.25, 0.025, 1.5])),
    model('gemini-3.1-pro-preview', 'Gemini 3.1 Pro', 'large', {
      ...price([2, 0.2, 12]),
      long: { above: 200_000, ...price([4, 0.4, 18]) },
    }),
    model('gemini-2.5-flash', 'Gemini 2.5 Flash', 'small', price([0.3, 0.03, 2.5])),
    {
      name: 'gemini-embedding-001',
      title: 'Gemini Embedding',
      kind: 'embedding',
      tier: 'small',
      contextTokens: 2_048,
      tools: false,
      price: { input: dollars(0.15), output: 0 },
    },
  ],
});
