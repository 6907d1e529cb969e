import { Injectable } from '@nestjs/common';
import { AppError, type AiUsage } from '#libs/contracts';
import { ModelRouter, type Target } from '../models/model-router.js';
import type { Asking } from './asking.js';
import type { ProviderPart } from './attempt.js';
import { tokensOfLength } from './estimate.js';
import { Routing } from './routing.js';

/** Vectors of texts, by the first model that answers. */
@Injectable()
export class EmbeddingCalls {
  constructor(
    private readonly router: ModelRouter,
    private readonly routing: Routing,
  ) {}

  /** One vector for each text, in their order. @throws MODEL_NOT_FOUND; as `Routing.through` */
  async embed(
    asking: Asking,
    wanted: string | undefined,
    texts: readonly string[],
  ): Promise<{ vectors: number[][]; usage: AiUsage }> {
    const tokens = () => texts.reduce((sum, text) => sum + tokensOfLength(text.length), 0);
    const parts = this.routing.through({
      asking,
      targets: () => this.router.resolveAll(asking.caller.companyId, wanted, { embeddings: true }),
      source: (target, { signal }) => vectorsOf(target, texts, signal),
      tokens: { sent: tokens, expected: tokens },
      whole: false,
      notes: {},
    });
    let vectors: number[][] | undefined;
    for await (const part of parts) {
      if (part.type === 'vectors') ({ vectors } = part);
      else if (part.type === 'end' && vectors) return { vectors, usage: part.usage };
    }
    throw new AppError('MODEL_UNAVAILABLE');
  }
}

async function* vectorsOf(
  { connected, name, id }: Target,
  texts: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ProviderPart, void, void> {
  const { embed } = connected.provider;
  if (!embed) throw new AppError('MODEL_NOT_FOUND', { detail: `${id} makes no vectors` });
  const { vectors, tokens } = await embed({ model: name, texts }, { signal });
  yield { type: 'vectors', vectors };
  yield { type: 'end', finish: 'stop', tokens };
}
