import { Injectable } from '@nestjs/common';
import { Collector, collect, type Collected } from '#libs/catalog/providers/defs';
import {
  AppError,
  type AiUsage,
  type Caller,
  type ChatMessage,
  type CompleteRequest,
  type CompleteResponse,
} from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { Asking, Incoming } from '../calls/asking.js';
import { ModelCalls } from '../calls/pipeline.js';
import type { AnswerPart, ModelCall } from '../calls/stage.js';
import { repairInstruction } from '../tasks/prompts.js';
import { answerCheck, invalid } from './answer-check.js';
import { AnswerSchemas } from './answer-schema.js';
import { Escalation } from './escalation.js';
import { sumOf } from './spent.js';

/** How often a model may mend an answer that does not fit, the larger one that it may be handed to included. */
const mostRepairs = 2;

/** Whether an answer is good enough, or should be asked of a larger model where the policy allows that. */
export type Judge = (answer: CompleteResponse) => 'good' | 'weak';
export interface AskOptions {
  /** Serves the model instead of the company's providers. */
  endpoint?: string | undefined;
  judge?: Judge;
  /** Hears the words as they come, before the answer has been looked at. */
  hear?: Hear | undefined;
}
export type Hear = (said: { type: 'text'; text: string } | { type: 'again' }) => void;

type End = Extract<AnswerPart, { type: 'end' }>;
/** What one model made of the question. */
interface Outcome {
  answer: CompleteResponse | undefined;
  /** Why there is no answer. */
  error?: AppError;
  repairs: number;
}

@Injectable()
export class CompletionsService {
  constructor(
    private readonly asks: KeyedAsks,
    private readonly calls: ModelCalls,
    private readonly schemas: AnswerSchemas,
    private readonly escalation: Escalation,
  ) {}

  /**
   * Answers a conversation. With a schema, `data` fits it.
   * @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS, MODEL_OUTPUT_INVALID after two repairs, MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, MODEL_REFUSED
   */
  complete(
    caller: Caller,
    request: CompleteRequest,
    { key, origin = {}, endpoint, signal }: Incoming,
    hear?: Hear,
  ): Promise<CompleteResponse> {
    const question = { task: 'complete', request, ...(endpoint === undefined ? {} : { endpoint }) };
    return this.asks.answer({ companyId: caller.companyId, key, question, signal }, (shared) =>
      this.ask({ caller, task: 'complete', origin, signal: shared }, request, { endpoint, hear }),
    );
  }

  /** As `complete`, for an ask that is keyed already. */
  async ask(asking: Asking, request: CompleteRequest, options: AskOptions = {}): Promise<CompleteResponse> {
    const spent: AiUsage[] = [];
    const call = callOf(asking, request, options);
    const applies = this.escalation.applies(call);
    const onTrial = applies instanceof Promise ? await applies : applies;
    const first = await this.mended(call, request, spent, { left: mostRepairs, onTrial }, options.hear);
    if (!onTrial || isEnough(call, first.answer, options.judge)) return settled(first, spent);
    const larger = await this.escalation.larger(call, spent.at(-1)?.model);
    if (!larger) return settled(first, spent);
    options.hear?.({ type: 'again' });
    try {
      return settled(
        await this.mended(larger, request, spent, { left: mostRepairs - first.repairs }, options.hear),
        spent,
      );
    } catch (error) {
      // An answer that is only unsure is better than none.
      if (asking.signal.aborted || !first.answer) throw error;
      return settled(first, spent);
    }
  }

  /**
   * The answer as it comes. Nothing of it is repeated or mended: what does not fit ends in an error instead of its last part.
   * @throws as `complete`
   */
  async *stream(
    caller: Caller,
    request: CompleteRequest,
    { origin = {}, endpoint, signal }: Incoming,
  ): AsyncGenerator<AnswerPart, void, void> {
    const check = answerCheck(request, this.schemas);
    const { whole: _, ...call } = callOf({ caller, task: 'complete', origin, signal }, request, { endpoint });
    // Texts alone are checked for nothing: they are handed on and forgotten.
    let said = request.schema ? new Collector<End>() : undefined;
    for await (const part of this.calls.stream(call)) {
      if (part.type === 'tool-call') said ??= new Collector<End>();
      said?.add(part);
      if (part.type === 'end' && said) {
        const checked = check(said.collected());
        if ('issues' in checked) throw invalid(checked.issues, part.usage.model);
      }
      yield part;
    }
  }

  /** Asks, and lets the model mend what does not fit. Repairs are paid for like the first answer. */
  private async mended(
    call: ModelCall,
    request: CompleteRequest,
    spent: AiUsage[],
    { left, onTrial = false }: { left: number; onTrial?: boolean },
    hear?: Hear,
  ): Promise<Outcome> {
    const check = answerCheck(request, this.schemas);
    const messages: ChatMessage[] = [...call.request.messages];
    let asked = call;
    for (let repairs = 0; ; repairs += 1) {
      const parts = this.calls.stream(asked);
      const said = await collect<End>(hear ? heard(parts, hear) : parts);
      spent.push(said.usage);
      const checked = check(said);
      if ('read' in checked) return { answer: answerOf(said, checked.read), repairs };
      // Who was cut short once will be again; a larger model is at hand.
      const isOver = repairs >= left || asked.notes.deterministic || (onTrial && said.finish === 'length');
      if (isOver) return { answer: undefined, error: invalid(checked.issues, said.usage.model), repairs };
      messages.push(
        { role: 'assistant', content: said.text || '(a tool call that could not be read)' },
        { role: 'user', content: repairInstruction(checked.issues) },
      );
      hear?.({ type: 'again' });
      // Who wrote it mends it.
      const wanted = call.endpoint === undefined ? said.usage.model : call.wanted;
      asked = { ...call, wanted, request: { ...call.request, messages: [...messages] } };
    }
  }
}

/** The parts as they are, and their words to whoever listens. */
async function* heard(parts: AsyncIterable<AnswerPart>, hear: Hear): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    if (part.type === 'text') hear(part);
    yield part;
  }
}

/** Whether the small model has done: there is an answer, it is not cut, and good enough. */
function isEnough({ notes }: ModelCall, answer: CompleteResponse | undefined, judge: Judge = () => 'good'): boolean {
  // Who called for a cheaper model meanwhile wants no larger one.
  if (notes.rerouted === 'degraded') return true;
  return answer !== undefined && answer.finish !== 'length' && judge(answer) === 'good';
}

/** @throws MODEL_OUTPUT_INVALID */
function settled({ answer, error }: Outcome, spent: readonly AiUsage[]): CompleteResponse {
  if (!answer) throw error ?? new AppError('MODEL_UNAVAILABLE');
  const { model, provider } = answer.usage;
  return { ...answer, usage: { ...sumOf(spent), model, provider } };
}

const answerOf = (
  { text, reasoning, finish, usage }: Collected<End>,
  read: Pick<CompleteResponse, 'toolCalls'> & { data?: unknown },
): CompleteResponse => ({ text, ...(reasoning ? { reasoning } : {}), ...read, finish, usage });

function callOf(
  asking: Asking,
  { model, cache, deadlines, guardrails, replay, ...request }: CompleteRequest,
  { endpoint, hear }: AskOptions,
): ModelCall {
  const { firstTokenMs: firstMs, idleMs, totalMs } = deadlines ?? {};
  const set = Object.fromEntries(Object.entries({ firstMs, idleMs, totalMs }).filter(([, ms]) => ms !== undefined));
  return {
    asking,
    request: request as ModelCall['request'],
    wanted: model?.trim() || undefined,
    cache,
    guardrails,
    replay,
    endpoint,
    ...(deadlines ? { deadlines: set } : {}),
    whole: hear === undefined,
    notes: {},
  };
}
