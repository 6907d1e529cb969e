import { z } from 'zod';
import { defineProvider, type ModelDef, type Rates } from '../provider.js';

const dollars = (amount: number): number => Math.round(amount * 1_000_000);

/** @param priced dollars a million tokens: input, cache read, cache write of five minutes, output */
const rates = ([input, cachedInput, cacheWrite, output]: readonly [number, number, number, number]): Rates => ({
  input: dollars(input),
  cachedInput: dollars(cachedInput),
  cacheWrite: dollars(cacheWrite),
  output: dollars(output),
});

const model = (
  name: string,
  title: string,
  tier: 'small' | 'large',
  contextTokens: number,
  priced: readonly [number, number, number, number],
): ModelDef => ({ name, title, tier, contextTokens, tools: true, input: ['text', 'image'], price: rates(priced) });

const haiku = model('claude-haiku-5-5', 'Claude Haiku 5.5', 'small', 1_000_000, [0.1, 0.01, 0.125, 0.5]);

/** Prices: platform.claude.com/docs/about-claude/pricing, standard tier. */
export const anthropic = defineProvider({
  id: 'anthropic',
  version: 1,
  title: 'Anthropic',
  description: 'Claude models by the Anthropic API.',
  icon: 'asterisk',
  note: 'Texts leave the platform. Long prefixes are kept in Anthropic’s prompt cache, which lowers the bill of agents. It makes no embeddings.',
  settings: z.object({
    apiKey: z.string().min(1).meta({ title: 'API key', secret: true }),
    baseUrl: z.url().default('https://api.anthropic.com').meta({ title: 'Base URL' }),
  }),
  needs: ['fetch'],
  pricesAsOf: '2026-10-24',
  toolCheck: 'listed',
  openEnded: true,
  models: [
    model('claude-sonnet-5-5', 'Claude Sonnet 5.5', 'large', 1_000_000, [2, 0.1, 2.5, 10]),
    {
      ...haiku,
      price: { ...haiku.price!, long: { above: 100_000, ...rates([0.5, 0.05, 0.625, 2.5]) } },
    },
    model('claude-opus-5-5', 'Claude Opus 5.5', 'large', 1_000_000, [4, 0.2, 5, 20]),
    model('claude-fable-5-1', 'Claude Fable 5.1', 'large', 1_000_000, [10, 0.25, 12.5, 50]),
    model('claude-haiku-4-5', 'Claude Haiku 4.5', 'small', 200_000, [1, 0.1, 1.25, 5]),
  ],
});
