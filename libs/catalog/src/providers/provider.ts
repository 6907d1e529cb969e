import type { z } from 'zod';
import type { ChatMessage, ToolChoice, ToolSpec } from '#libs/contracts';
import type { ModelDef, TokenCount, ToolCheck } from './model.js';

export type * from './model.js';

/** What a provider's run may be given. A provider that works offline needs nothing. */
export interface ProviderNeeds {
  /** Outbound HTTP, already guarded by the service that passes it in. */
  fetch: typeof globalThis.fetch;
}
export type ProviderNeed = keyof ProviderNeeds;

/** A provider's browser-safe half. */
export interface ProviderDef<
  S extends z.ZodType = z.ZodType,
  N extends ProviderNeed = ProviderNeed,
  T extends TaskName = TaskName,
> {
  id: string;
  version: number;
  title: string;
  description: string;
  /** lucide icon name. */
  icon: string;
  /** What a person should know before relying on it. */
  note: string;
  /** Address, key: what an operator or a company sets. */
  settings: S;
  needs: readonly N[];
  /** Tasks that it does itself instead of by a prompt. */
  tasks: readonly T[];
  /** Known models, for conversations and for embeddings. */
  models: readonly ModelDef[];
  toolCheck: ToolCheck;
  /** Whether names beside `models` are passed on (new and local models). */
  openEnded: boolean;
  /** The same question always gets the same answer, so asking again is no use. */
  deterministic?: boolean;
  /** Day on which `models[].price` was looked up. */
  pricesAsOf?: string;
}

export const defineProvider = <
  S extends z.ZodType,
  const N extends ProviderNeed = never,
  const T extends TaskName = never,
>(
  def: Omit<ProviderDef<S, N, T>, 'needs' | 'tasks'> & { needs?: readonly N[]; tasks?: readonly T[] },
): ProviderDef<S, N, T> => ({ needs: [], tasks: [], ...def });

export interface CompletionRequest {
  /** The provider's own name of the model. */
  model: string;
  messages: readonly ChatMessage[];
  tools?: readonly ToolSpec[];
  toolChoice?: ToolChoice;
  /** JSON Schema of the answer: `text` is then JSON, though not proven to fit. */
  schema?: Record<string, unknown>;
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  stop?: readonly string[];
  seed?: number;
  reasoning?: 'low' | 'medium' | 'high';
}

export type Finish = 'stop' | 'tools' | 'length' | 'filtered';

/** What a model says, piece by piece, as it comes. */
export type CompletionPart =
  | { type: 'text'; text: string }
  /** What it thinks, or its summary of that. */
  | { type: 'reasoning'; text: string }
  /** Parts of one call share their `index`; the first has `id` and `name`. `arguments` is the next piece of the JSON text. */
  | { type: 'tool-call'; index: number; id?: string; name?: string; arguments: string }
  /** The last one, exactly once. */
  | { type: 'end'; finish: Finish; tokens: TokenCount };

export interface Completion {
  text: string;
  reasoning?: string;
  /** `arguments` is the JSON text as the model wrote it; it may be broken. */
  toolCalls: { id: string; name: string; arguments: string }[];
  finish: Finish;
  tokens: TokenCount;
}

export interface EmbeddingRequest {
  /** The provider's own name of the model. */
  model: string;
  texts: readonly string[];
}
export interface Embedding {
  /** One for each text, in its order. */
  vectors: number[][];
  tokens: TokenCount;
}

/** Of one call. The caller owns deadlines and retries: providers never retry, and stop when `signal` aborts. */
export interface ProviderCall {
  signal: AbortSignal;
  /** Aborts `signal` for a stream that is left before its end. Where it is absent the stream makes a signal of its own, which costs. */
  leave?(reason: Error): void;
}

export interface Span {
  start: number;
  end: number;
  text: string;
}

export interface NativeTasks {
  summarize(request: { text: string; maxWords: number }): { summary: string; tokens: TokenCount };
  extract(request: { text: string; schema: Record<string, unknown> }): {
    data: unknown;
    /** Where each value stands in the text, by JSON path without `$.` (`items[0].sku`). */
    spans: Record<string, Span>;
    tokens: TokenCount;
  };
  classify(request: {
    text: string;
    labels: readonly { label: string; description?: string }[];
    multiple: boolean;
    examples: readonly { text: string; label: string }[];
  }): {
    label: string;
    labels: string[];
    confidence: number;
    /** Of each of `labels`, when it can tell them apart. */
    scores?: { label: string; confidence: number }[];
    tokens: TokenCount;
  };
  generate(request: { instruction: string; context?: string }): { text: string; tokens: TokenCount };
}
export type TaskName = keyof NativeTasks;

/**
 * A connected provider. What it throws are AppErrors with a verdict: MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, MODEL_REFUSED,
 * MODEL_NOT_FOUND, MODEL_NO_TOOLS, or the reason of `call.signal`. A stream that breaks off before its `end` throws MODEL_UNAVAILABLE.
 */
export interface Provider<T extends TaskName = TaskName> {
  stream(request: CompletionRequest, call: ProviderCall): AsyncIterable<CompletionPart>;
  embed?(request: EmbeddingRequest, call: ProviderCall): Promise<Embedding>;
  /** What the provider itself says about its models, when it says anything. */
  catalogue?(call: ProviderCall): Promise<ModelDef[]>;
  tasks: Pick<NativeTasks, T>;
}

export type ProviderRun<D extends ProviderDef> =
  D extends ProviderDef<infer S, infer N, infer T>
    ? (settings: z.output<S>, needs: Pick<ProviderNeeds, N>) => Provider<T>
    : never;

/** Ties a run to its definition: `export const connectOpenai = implementProvider(openai, (settings, { fetch }) => …)`. */
export const implementProvider = <D extends ProviderDef>(_def: D, run: ProviderRun<D>): ProviderRun<D> => run;

export type ProviderRunsOf<Defs extends Record<string, ProviderDef>> = { [K in keyof Defs]: ProviderRun<Defs[K]> };
