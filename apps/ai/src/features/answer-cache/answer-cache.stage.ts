import type { AiSettings } from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { Stage, type AnswerPart, type ModelCall, type NextStage } from '../calls/stage.js';
import { type PricedModels } from '../usage/priced-models.js';
import { type UsageService } from '../usage/usage.service.js';
import { AnswerCopy, type KeptPart } from './answer-copy.js';
import { modeOf, type CacheMode } from './cache-rules.js';
import { type KeptAnswers, type KeptAnswer } from './kept-answers.js';
import { type Meanings } from './meanings.js';
import { type QuestionEmbedder } from './question-embedder.port.js';
import { requestKey, type RequestKey } from './request-key.js';
import { toText, unit } from './vectors.js';

/** What companies set; of it, the section `cache`. */
export interface CacheSettings {
  of(companyId: string): Promise<Pick<AiSettings, 'cache'>>;
  /** When they are known without asking anybody. */
  known?(companyId: string): Pick<AiSettings, 'cache'> | undefined;
}

/** One ask of the cache. */
interface Lookup {
  mode: Exclude<CacheMode, 'off'>;
  key: RequestKey;
  ttlMs: number;
  threshold: number;
  vector?: Float32Array;
}

/** Gives an answer again that was given to the same question of the same company, with the same rights. */
export class AnswerCacheStage extends Stage {
  constructor(
    private readonly settings: CacheSettings,
    private readonly answers: KeptAnswers,
    private readonly meanings: Meanings,
    private readonly models: PricedModels,
    private readonly usage: UsageService,
    private readonly embedder: QuestionEmbedder,
    private readonly logger: Logger,
  ) {
    super();
  }

  run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    // What an address of somebody's own answers is no answer of the company's model of that name.
    const isOff = call.cache === 'off' || call.endpoint !== undefined;
    if (!isOff) {
      const known = this.settings.known?.(call.asking.caller.companyId);
      if (known && modeOf(call, known.cache.mode) === 'off') return next(call);
    }
    return isOff ? next(call) : this.cached(call, next);
  }

  private async *cached(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const started = performance.now();
    const lookup = await this.orNothing(this.lookUp(call));
    if (!lookup) return yield* next(call);
    const found = await this.orNothing(this.find(call, lookup));
    if (found) return yield* this.give(call, found, started);
    const copy = new AnswerCopy();
    for await (const part of next(call)) {
      if (part.type === 'end') {
        const kept = copy.finish(part);
        // Before the end is handed out: whoever asks the same at once finds it.
        if (kept) await this.orNothing(this.keep(call, lookup, kept, part.usage));
      } else copy.add(part);
      yield part;
    }
  }

  private async lookUp(call: ModelCall): Promise<Lookup | undefined> {
    const { companyId } = call.asking.caller;
    const { cache } = await this.settings.of(companyId);
    const mode = modeOf(call, cache.mode);
    if (mode === 'off') return undefined;
    const { id } = await this.models.resolve(companyId, call.wanted);
    return { mode, key: requestKey(call, id), ttlMs: cache.ttlSeconds * 1000, threshold: cache.threshold };
  }

  private async find({ asking }: ModelCall, lookup: Lookup) {
    const { companyId } = asking.caller;
    const { id, rest, question } = lookup.key;
    const same = await this.answers.answer(companyId, id);
    if (same) return { answer: same, how: 'exact' as const };
    if (lookup.mode !== 'semantic' || question === undefined) return undefined;
    const vector = await this.embedder.embed(asking, question);
    if (!vector) return undefined;
    lookup.vector = unit(vector);
    const nearest = await this.meanings.nearest(companyId, rest, lookup.vector, lookup.threshold);
    const alike = nearest === undefined ? undefined : await this.answers.answer(companyId, nearest);
    return alike && { answer: alike, how: 'semantic' as const };
  }

  private async *give(
    { asking, notes }: ModelCall,
    { answer, how }: { answer: KeptAnswer; how: 'exact' | 'semantic' },
    started: number,
  ): AsyncIterable<AnswerPart> {
    notes.cached = how;
    notes.savedMicros = answer.costMicros;
    const ms = Math.round(performance.now() - started);
    const usage = await this.usage.recordKept(asking, answer, { cached: how, savedMicros: answer.costMicros, ms });
    for (const part of JSON.parse(answer.parts) as KeptPart[]) yield part.type === 'end' ? { ...part, usage } : part;
  }

  private async keep(
    { asking, notes }: ModelCall,
    { key, vector, ttlMs }: Lookup,
    parts: readonly KeptPart[],
    { model, provider, costMicros }: Extract<AnswerPart, { type: 'end' }>['usage'],
  ): Promise<void> {
    // What stood in for the wanted model is no answer of it.
    if (notes.rerouted === 'fallback' || notes.rerouted === 'degraded') return;
    const { companyId } = asking.caller;
    const meaning = vector ? { rest: key.rest, vector: toText(vector) } : { rest: null, vector: null };
    const row = { id: key.id, companyId, model, provider, costMicros, parts: JSON.stringify(parts), ...meaning };
    await this.answers.keep(row, ttlMs);
    if (vector) this.meanings.add(companyId, key.rest, { id: key.id, vector });
  }

  /** Without its cache a call costs more; it does not fail. */
  private async orNothing<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.logger.warn({ error }, 'kept answers are not usable, going on without them');
      return undefined;
    }
  }
}
