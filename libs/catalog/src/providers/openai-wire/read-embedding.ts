import type OpenAI from 'openai';
import { approximateTokens } from '../approximate.js';
import type { Embedding, EmbeddingRequest } from '../provider.js';

/** @throws when the server answers with other vectors than were asked for */
export async function readEmbedding(
  client: OpenAI,
  { model, texts }: EmbeddingRequest,
  signal: AbortSignal,
): Promise<Embedding> {
  // Said, because the SDK would ask for base64, which not every compatible server knows.
  const body = { model, input: [...texts], encoding_format: 'float' as const };
  const { data, usage } = await client.embeddings.create(body, { signal });
  const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  return {
    vectors: checkedVectors(vectors, texts.length),
    // Some servers do not count.
    tokens: {
      inputTokens: usage?.prompt_tokens || approximateTokens(texts.join('').length),
      cachedInputTokens: 0,
      outputTokens: 0,
    },
  };
}

/** One vector of numbers for each text, or an error that says that the answer could not be read. */
export function checkedVectors(vectors: unknown[], texts: number): number[][] {
  const fit = (vector: unknown): vector is number[] => Array.isArray(vector) && typeof vector[0] === 'number';
  if (vectors.length !== texts || !vectors.every(fit))
    throw new Error(`expected ${texts} vectors, got ${vectors.length}`);
  return vectors as number[][];
}
