import type { CompletionRequest, Finish } from '#libs/catalog/providers/defs';
import type { AiUsage, GuardPolicyPart, ReplayOption } from '#libs/contracts';
import type { Asking } from './asking.js';
import type { DeadlineSpec } from './deadlines.js';

/** One ask of a model on its way to a provider. Stages hand a changed copy on; what they found out they write into `notes`. */
export interface ModelCall {
  readonly asking: Asking;
  readonly request: Omit<CompletionRequest, 'model'>;
  /** A model or a routing policy; the company's default when absent. */
  readonly wanted: string | undefined;
  /** Of this call; the company's setting when absent. */
  readonly cache?: 'off' | 'exact' | 'semantic' | undefined;
  /** Of this call: makes the guardrails stricter. */
  readonly guardrails?: GuardPolicyPart | undefined;
  /** Of this call: answered from recordings. */
  readonly replay?: ReplayOption | undefined;
  /** Serves the model instead of the company's providers. */
  readonly endpoint?: string | undefined;
  /** Of this call; the platform's own when absent. */
  readonly deadlines?: Partial<DeadlineSpec> | undefined;
  /** Nobody sees the answer before it is whole, so an attempt that breaks off in the middle may be repeated. */
  readonly whole?: boolean | undefined;
  readonly notes: CallNotes;
}

/** What the stages found out about one call; goes into the answer's `usage` and the row of the call. */
export interface CallNotes {
  cached?: 'exact' | 'semantic';
  /** Micro-dollars that a kept answer saved. */
  savedMicros?: number;
  replayed?: boolean;
  /** Why another model than the wanted one answered. */
  rerouted?: 'fallback' | 'escalated' | 'degraded';
  /** The same question always gets the same answer there: asking again is no use. */
  deterministic?: boolean;
  /** Until the first part of the answer, ms. */
  firstMs?: number;
  /** The answer broke off after it had begun: its tokens are counted by their length. */
  estimated?: boolean;
  /** Code of the error that an answer broke off with. */
  outcome?: string;
  /** Ids of verdicts of the guardrails. */
  verdicts?: string[];
}

/** As of a provider, with what the call cost instead of bare tokens. */
export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool-call'; index: number; id?: string; name?: string; arguments: string }
  | { type: 'end'; finish: Finish; usage: AiUsage };

export type NextStage = (call: ModelCall) => AsyncIterable<AnswerPart>;

/**
 * One concern of every call. It may change the request, answer in the provider's place, change what comes back, or refuse by an
 * AppError. Order: guardrails, recordings, cache, budgets, routing (fallbacks, breakers, limits, deadlines), provider.
 */
export abstract class Stage {
  abstract run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart>;
}
