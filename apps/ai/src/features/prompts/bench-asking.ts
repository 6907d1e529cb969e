import { Injectable } from '@nestjs/common';
import { AppError, type BenchJudge, type Caller, type ChatMessage, type CompleteResponse } from '#libs/contracts';
import { CompletionsService } from '../completions/completions.service.js';
import { material, task } from '../tasks/prompts.js';
import { checksOf } from './bench-checks.js';
import type { Cell } from './bench-cells.js';
import type { BenchRow, CellRow } from './bench.entity.js';
import { rendered } from './prompt-template.js';

/** Characters of an answer that are kept. */
const keptText = 100_000;

export type Measured = Omit<CellRow, 'id' | 'companyId' | 'benchId' | 'position' | 'model' | 'input' | 'repeatNo'>;

const verdictSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['score', 'reason'],
  properties: { score: { type: 'number', minimum: 0, maximum: 1 }, reason: { type: 'string' } },
};

/** Asks the question of one cell, checks what comes, and lets it be judged. */
@Injectable()
export class BenchAsking {
  constructor(private readonly completions: CompletionsService) {}

  /** What a model does wrong is a result. @throws what says nothing about the model: the reason of the signal */
  async measure(bench: BenchRow, cell: Cell, signal: AbortSignal): Promise<Measured> {
    const started = performance.now();
    try {
      const messages = rendered(bench.content, cell.input.variables);
      const answer = await this.ask(bench, cell, messages, signal);
      const ms = answer.usage.ms || Math.round(performance.now() - started);
      const checks = cell.input.expected ? checksOf(answer, cell.input.expected) : [];
      const verdict = bench.judge ? await this.judged(bench, bench.judge, cell, messages, answer, signal) : unjudged;
      return {
        status: 'answered',
        text: answer.text.slice(0, keptText),
        data: JSON.stringify(answer.data ?? null).length > keptText ? null : (answer.data ?? null),
        checks,
        passed: checks.length ? checks.every(({ passed }) => passed) : null,
        ...verdict,
        errorCode: null,
        errorDetail: null,
        usage: answer.usage,
        costMicros: answer.usage.costMicros,
        ms,
      };
    } catch (error) {
      if (signal.aborted || !AppError.is(error)) throw error;
      return failed(error, Math.round(performance.now() - started));
    }
  }

  /** Under the cell's key: what was answered before a restart is not asked again. Never from the cache, which has no time and no cost. */
  private ask(
    { id, content, caller }: BenchRow,
    { model, position }: Cell,
    messages: ChatMessage[],
    signal: AbortSignal,
  ) {
    const { options, schema } = content;
    const request = { ...options, model, cache: 'off' as const, messages, ...(schema ? { schema } : {}) };
    return this.completions.complete(caller as Caller, request, { key: `bench ${id} ${position}`, signal });
  }

  /** A judge that fails leaves no score, and says why. */
  private async judged(
    { id, caller }: BenchRow,
    { model, criteria }: BenchJudge,
    { position }: Cell,
    messages: ChatMessage[],
    answer: CompleteResponse,
    signal: AbortSignal,
  ): Promise<typeof unjudged> {
    const question = messages.map(({ role, content }) => `${role}: ${content as string}`).join('\n\n');
    const request = {
      messages: task(
        `Judge how good the answer is to what was asked, from 0 (worthless) to 1 (perfect), and give the reason in one sentence. What makes it good:\n${criteria}`,
        material('asked', question),
        material('answer', answer.text.slice(0, keptText)),
      ),
      schema: verdictSchema,
      cache: 'off' as const,
      ...(model === undefined ? {} : { model }),
    };
    try {
      const incoming = { key: `bench ${id} ${position} judge`, signal };
      const { data, usage } = await this.completions.complete(caller as Caller, request, incoming);
      const { score, reason } = data as { score: number; reason: string };
      return { score: Math.round(score * 1000), reason: reason.slice(0, 2000), judgeCostMicros: usage.costMicros };
    } catch (error) {
      if (signal.aborted || !AppError.is(error)) throw error;
      return { ...unjudged, reason: `not judged: ${error.message}`.slice(0, 2000) };
    }
  }
}

const unjudged: Pick<Measured, 'score' | 'reason' | 'judgeCostMicros'> = {
  score: null,
  reason: null,
  judgeCostMicros: 0,
};

const failed = (error: AppError, ms: number): Measured => ({
  status: 'failed',
  text: '',
  data: null,
  checks: [],
  passed: null,
  ...unjudged,
  errorCode: error.code,
  errorDetail: error.message.slice(0, 2000),
  usage: null,
  costMicros: 0,
  ms,
});
