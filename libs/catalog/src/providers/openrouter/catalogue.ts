import { z } from 'zod';
import type { ModelDef, Price } from '../provider.js';

/** Dollars a token, as text; `-1` where it depends. */
const dollars = z.string().optional();
const listed = z.object({
  id: z.string(),
  name: z.string().optional(),
  context_length: z.number().nullish(),
  architecture: z
    .object({ input_modalities: z.array(z.string()).nullish(), output_modalities: z.array(z.string()).nullish() })
    .nullish(),
  pricing: z
    .object({ prompt: dollars, completion: dollars, input_cache_read: dollars, input_cache_write: dollars })
    .nullish(),
  supported_parameters: z.array(z.string()).nullish(),
});
type Listed = z.infer<typeof listed>;
const answer = z.object({ data: z.array(z.unknown()) });

/** Below it, a million tokens of output is what a small model costs: micro-dollars. */
const smallUpTo = 2_000_000;

/** What `/models` and `/embeddings/models` say. Entries of another shape than documented are left out. @param today when they were read */
export function modelsOf(body: unknown, kind: 'chat' | 'embedding', today: string): ModelDef[] {
  return answer.parse(body).data.flatMap((entry) => {
    const model = listed.safeParse(entry);
    return model.success && (kind === 'embedding' || writesText(model.data)) ? [modelOf(model.data, kind, today)] : [];
  });
}

const writesText = (model: Listed): boolean => model.architecture?.output_modalities?.includes('text') ?? true;

function modelOf(model: Listed, kind: 'chat' | 'embedding', today: string): ModelDef {
  const price = priceOf(model.pricing);
  return {
    name: model.id,
    title: model.name ?? model.id,
    kind,
    input: model.architecture?.input_modalities?.includes('image') ? ['text', 'image'] : ['text'],
    contextTokens: model.context_length ?? null,
    tools: kind === 'chat' && (model.supported_parameters?.includes('tools') ?? false),
    tier: price && price.output <= smallUpTo ? 'small' : 'large',
    price,
    ...(price ? { priceAsOf: today } : {}),
  };
}

function priceOf(pricing: Listed['pricing']): Price | null {
  const input = microsOfMillion(pricing?.prompt);
  const output = microsOfMillion(pricing?.completion);
  if (input === undefined || output === undefined) return null;
  const cachedInput = microsOfMillion(pricing?.input_cache_read);
  const cacheWrite = microsOfMillion(pricing?.input_cache_write);
  return {
    input,
    ...(cachedInput === undefined ? {} : { cachedInput }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    output,
  };
}

function microsOfMillion(dollarsOfToken: string | undefined): number | undefined {
  const amount = Number(dollarsOfToken);
  return dollarsOfToken === undefined || !(amount >= 0) ? undefined : Math.round(amount * 1_000_000 * 1_000_000);
}
