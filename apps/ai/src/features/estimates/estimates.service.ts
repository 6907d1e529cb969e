import { Injectable } from '@nestjs/common';
import { costMicros } from '#libs/catalog/providers/defs';
import { AppError, type aiRpc, type Caller, type estimateCall, type In, type RpcIn } from '#libs/contracts';
import { PricedModels } from '../usage/priced-models.js';
import { countTokens } from './count-tokens.js';
import { usualAnswer } from './guess-tokens.js';

type Call = RpcIn<typeof aiRpc.estimateCalls>['calls'][number];

/** What calls would cost, before they are made. */
@Injectable()
export class EstimatesService {
  constructor(private readonly models: PricedModels) {}

  /** @throws MODEL_NOT_FOUND */
  async call({ companyId }: Caller, { model, text, ...given }: In<typeof estimateCall>['body']) {
    const target = await this.models.resolve(companyId, model);
    const price = await this.models.priceOf(companyId, target);
    const inputTokens = given.inputTokens ?? (await countTokens(text!));
    const outputTokens = given.outputTokens ?? usualAnswer;
    return {
      model: target.id,
      provider: target.connected.id,
      ...{ inputTokens, outputTokens },
      costMicros: price && costMicros(price, { inputTokens, outputTokens, cachedInputTokens: 0 }),
      basis: basisOf(text !== undefined, given.outputTokens === undefined, price !== null),
    };
  }

  /** Several at once; what is unknown stays unknown. */
  async calls({ companyId }: Caller, calls: readonly Call[]) {
    return { items: await Promise.all(calls.map((call) => this.one(companyId, call))) };
  }

  private async one(companyId: string, { model, inputTokens, outputTokens }: Call) {
    try {
      const target = await this.models.resolve(companyId, model);
      const price = await this.models.priceOf(companyId, target);
      const cost = price && costMicros(price, { inputTokens, outputTokens, cachedInputTokens: 0 });
      return { model: target.id, costMicros: cost };
    } catch (error) {
      if (AppError.is(error)) return { model: null, costMicros: null };
      throw error;
    }
  }
}

const basisOf = (isCounted: boolean, isUsual: boolean, isPriced: boolean): string =>
  [
    isCounted ? 'Input: counted as OpenAI’s models count (o200k); others differ by some percent.' : 'Input: as given.',
    isUsual ? `Output: ${usualAnswer} tokens, as nothing else was said.` : 'Output: as given.',
    isPriced ? 'Prices: those in force for your company.' : 'The price of this model is unknown.',
    'Prompt caching, repairs and retries are not in it.',
  ].join(' ');
