import { Injectable } from '@nestjs/common';
import { costMicros, type TokenCount } from '#libs/catalog/providers/defs';
import { AppError, newId, type AiUsage, type Caller, type In, type listUsage } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { originOf } from '../calls/origin.js';
import type { CallNotes } from '../calls/stage.js';
import type { Target } from '../models/model-router.js';
import type { AiCallRow } from './ai-call.entity.js';
import { AiCallRepository } from './ai-call.repository.js';
import { Prices } from './prices.js';
import { addUp, partsOf, SpendRepository } from './spend.repository.js';
import { filterOf, type UsageFilter } from './usage-filter.js';
import { viewOf } from './usage.view.js';
import { UsageWriter } from './usage-writer.js';

/** Who answered, as rows tell it. */
type Answerer = Pick<AiCallRow, 'model' | 'provider'>;
type Facts = Partial<Omit<AiCallRow, 'id' | 'companyId' | 'at' | keyof Answerer>> & Pick<AiCallRow, 'ms'>;

const nothing: TokenCount = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

@Injectable()
export class UsageService {
  constructor(
    private readonly calls: AiCallRepository,
    private readonly spend: SpendRepository,
    private readonly writer: UsageWriter,
    private readonly prices: Prices,
  ) {}

  /** Writes down one answered call of a provider, at once: it is paid for, whatever becomes of the answer. Committed when it resolves. */
  async record(
    asking: Asking,
    target: Target,
    tokens: TokenCount,
    ms: number,
    notes: CallNotes = {},
  ): Promise<AiUsage> {
    const known = this.prices.priceOf(asking.caller.companyId, target);
    const price = known instanceof Promise ? await known : known;
    const cost = costMicros(price, tokens);
    const { rerouted } = notes;
    await this.write(asking, answererOf(target), {
      ...{ ...tokens, costMicros: cost, ms },
      reasoningTokens: tokens.reasoningTokens ?? null,
      cacheWriteTokens: tokens.cacheWriteTokens ?? null,
      rerouted: rerouted ?? null,
      firstMs: notes.firstMs ?? null,
      ...(notes.outcome === undefined ? {} : { outcome: notes.outcome }),
    });
    const { inputTokens, outputTokens } = tokens;
    const used = { inputTokens, outputTokens, costMicros: cost, ms };
    return { ...used, model: target.id, provider: target.connected.id, ...(rerouted ? { rerouted } : {}) };
  }

  /** Writes down that a provider did not answer. */
  async failed(asking: Asking, target: Target, error: unknown, ms: number): Promise<void> {
    const outcome = AppError.is(error) ? error.code : 'INTERNAL';
    await this.write(asking, answererOf(target), { ms, outcome });
  }

  /** Writes down that a kept answer was given: nothing was used, and so much was saved. */
  async recordKept(
    asking: Asking,
    { model, provider }: Answerer,
    { ms, ...kept }: { cached: 'exact' | 'semantic'; savedMicros: number; ms: number },
  ): Promise<AiUsage> {
    await this.write(asking, { model, provider }, { ...kept, ms });
    return { model, provider, inputTokens: 0, outputTokens: 0, costMicros: 0, ms, ...kept };
  }

  /** Newest first, with the sums over all pages. */
  async list({ companyId }: Caller, query: In<typeof listUsage>['query']) {
    const filter = filterOf(query);
    const [{ items, nextCursor }, totals] = await Promise.all([
      this.calls.matching(companyId, filter, query),
      this.totals(companyId, filter),
    ]);
    return { items: items.map(viewOf), nextCursor, totals };
  }

  /** Of whole quarters of an hour by their sums, of the rest call by call. */
  private async totals(companyId: string, filter: UsageFilter) {
    if (filter.runId !== undefined) return this.calls.totals(companyId, filter);
    const { whole, rest } = partsOf(filter);
    const [sum, ...more] = await Promise.all([
      whole && this.spend.totals(companyId, { ...filter, ...whole }),
      ...rest.map((part) => this.calls.totals(companyId, { ...filter, ...part })),
    ]);
    return addUp(...(sum ? [sum] : []), ...more);
  }

  private write(asking: Asking, { model, provider }: Answerer, facts: Facts): Promise<void> {
    const { caller, task } = asking;
    return this.writer.add(asking, {
      id: newId('aiCall'),
      companyId: caller.companyId,
      task,
      // A custom endpoint may name its model at any length.
      model: model.slice(0, 200),
      provider,
      ...nothing,
      ...{ costMicros: 0, savedMicros: 0, cached: null, rerouted: null, outcome: 'succeeded' },
      ...{ cacheWriteTokens: null, reasoningTokens: null, firstMs: null },
      ...originOf(asking),
      ...facts,
    });
  }
}

const answererOf = ({ id, connected }: Target): Answerer => ({ model: id, provider: connected.id });
