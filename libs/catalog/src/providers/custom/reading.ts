import { evaluate, ExpressionError, type Scope } from '#libs/expressions';
import { approximateCount } from '../approximate.js';
import type { CompletionPart, CompletionRequest, Finish, TokenCount } from '../provider.js';
import type { CustomSettings } from './request.js';

export type Templates = NonNullable<CustomSettings['response']>;

const finishes: Record<string, Finish> = {
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'tools',
  tools: 'tools',
  tool_use: 'tools',
  content_filter: 'filtered',
  filtered: 'filtered',
};

/** Reads an answer, or the pieces of one, by templates, and counts what it read. */
export class CustomReading {
  private letters = 0;
  private calls = 0;
  private finish: string | undefined;
  private readonly counted: Partial<Record<'inputTokens' | 'cachedInputTokens' | 'outputTokens', number>> = {};

  constructor(
    private readonly templates: Templates,
    private readonly textTemplate: string,
    private readonly request: CompletionRequest,
  ) {}

  get hasFinished(): boolean {
    return this.finish !== undefined;
  }

  /** @param mustSpeak that there is no text where it should be is an error, not silence. @throws ExpressionError */
  *parts(scope: Scope, mustSpeak: boolean): Generator<CompletionPart> {
    const { reasoning, toolCalls, finish } = this.templates;
    const thought = valueOf(reasoning, scope);
    if (typeof thought === 'string' && thought) yield { type: 'reasoning', text: thought };
    const calls = valueOf(toolCalls, scope);
    // A model that calls tools may say nothing.
    const mayBeSilent = !mustSpeak || (Array.isArray(calls) && calls.length > 0);
    const text = mayBeSilent ? valueOf(this.textTemplate, scope) : evaluate(this.textTemplate, scope);
    if (typeof text === 'string' && text) yield this.saying({ type: 'text', text }, text);
    for (const [at, call] of Array.isArray(calls) ? calls.entries() : []) yield this.call(call, at);
    const why = valueOf(finish, scope);
    if (typeof why === 'string') this.finish = why;
    for (const name of ['inputTokens', 'cachedInputTokens', 'outputTokens'] as const) {
      const count = valueOf(this.templates[name], scope);
      if (typeof count === 'number') this.counted[name] = Math.round(count);
    }
  }

  end(): CompletionPart {
    const finish = finishes[this.finish ?? ''] ?? 'stop';
    const tokens: TokenCount = { ...approximateCount(this.request, this.letters), ...this.counted };
    return { type: 'end', finish: this.calls && finish === 'stop' ? 'tools' : finish, tokens };
  }

  private call(value: unknown, at: number): CompletionPart {
    const call = (value ?? {}) as {
      index?: number;
      id?: string;
      function?: object;
      name?: string;
      arguments?: unknown;
    };
    const { name, arguments: input } = (call.function ?? call) as { name?: string; arguments?: unknown };
    const index = call.index ?? at;
    const isNew = index >= this.calls;
    this.calls = Math.max(this.calls, index + 1);
    const text = typeof input === 'string' ? input : input === undefined || input === null ? '' : JSON.stringify(input);
    const id = call.id ?? (isNew ? `call_${index + 1}` : undefined);
    return this.saying(
      { type: 'tool-call', index, ...(id ? { id } : {}), ...(name ? { name } : {}), arguments: text },
      text,
    );
  }

  private saying(part: CompletionPart, text: string): CompletionPart {
    this.letters += text.length;
    return part;
  }
}

/** Null where the template is absent, or speaks of what is not there. */
function valueOf(template: string | undefined, scope: Scope): unknown {
  if (template === undefined) return null;
  try {
    return evaluate(template, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
