import { Injectable } from '@nestjs/common';
import type { Caller, EmbedRequest, EmbedResponse } from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { Incoming } from '../calls/asking.js';
import { EmbeddingCalls } from '../calls/embedding-calls.js';

@Injectable()
export class EmbeddingsService {
  constructor(
    private readonly asks: KeyedAsks,
    private readonly calls: EmbeddingCalls,
  ) {}

  /** A vector for each text. @throws MODEL_NOT_FOUND when the model, or every provider, has none; else as `complete` */
  embed(caller: Caller, request: EmbedRequest, { key, origin = {}, signal }: Incoming): Promise<EmbedResponse> {
    const { model, texts, guardrails } = request;
    const question = { task: 'embed', request };
    return this.asks.answer({ companyId: caller.companyId, key, question, signal }, (shared) =>
      this.calls.embed({ caller, task: 'embed', origin, signal: shared }, { wanted: model, texts, guardrails }),
    );
  }
}
