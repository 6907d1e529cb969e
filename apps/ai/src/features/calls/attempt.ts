import {
  Collector,
  piecesOf,
  type CompletionPart,
  type Piece,
  type ProviderCall,
  type TokenCount,
} from '#libs/catalog/providers/defs';
import type { Target } from '../models/model-router.js';
import { Deadlines, type DeadlineSpec } from './deadlines.js';
import { tokensOfLength } from './estimate.js';

type End = Extract<CompletionPart, { type: 'end' }>;
/** What a provider answers, part by part; vectors come whole. */
export type ProviderPart = CompletionPart | { type: 'vectors'; vectors: number[][] };

/** How a target is asked. */
export type Source = (target: Target, call: ProviderCall) => AsyncIterable<ProviderPart>;

/** One call of one provider, and how far it came. */
export class Attempt {
  readonly started = performance.now();
  /** Until the first part, ms; undefined while there is none. */
  firstMs: number | undefined;
  /** Something was handed on: from here on the answer cannot be begun anew. */
  shown = false;
  /** The model said everything, and what it cost. */
  answered: TokenCount | undefined;
  private characters = 0;

  constructor(
    readonly target: Target,
    private readonly source: Source,
    /** Tokens of what is sent, as far as one can know. */
    private readonly sentTokens: () => number,
  ) {}

  get ms(): number {
    return Math.round(performance.now() - this.started);
  }

  /** What was used when nobody counted: by the length of what was sent and came. */
  get estimate(): TokenCount {
    return {
      inputTokens: this.sentTokens(),
      cachedInputTokens: 0,
      outputTokens: tokensOfLength(this.characters),
    };
  }

  /** Tokens that count towards the limits: none of a call that never began. */
  get used(): number {
    if (this.firstMs === undefined) return 0;
    const { inputTokens, outputTokens } = this.answered ?? this.estimate;
    return inputTokens + outputTokens;
  }

  /** The parts as they come. @throws the provider's error; DEADLINE_EXCEEDED; the reason of `outer` */
  async *parts(spec: DeadlineSpec, outer: AbortSignal): AsyncGenerator<ProviderPart, void, void> {
    const deadlines = new Deadlines(spec, outer);
    try {
      for await (const part of this.source(this.target, deadlines)) {
        deadlines.arrived();
        this.see(part);
        this.shown ||= part.type !== 'end';
        yield part;
        deadlines.waitOn();
      }
    } finally {
      deadlines.end();
    }
  }

  /** The answer when it is whole: what was said, joined, and its end. @throws as `parts`; MODEL_UNAVAILABLE when it broke off */
  async whole(spec: DeadlineSpec, outer: AbortSignal): Promise<{ said: Piece[]; end: End }> {
    const deadlines = new Deadlines(spec, outer);
    const kept = new Collector<End>();
    try {
      for await (const part of this.source(this.target, deadlines)) {
        deadlines.arrived();
        this.see(part);
        if (part.type !== 'vectors') kept.add(part);
        deadlines.waitOn();
      }
      const whole = kept.collected();
      return { said: piecesOf(whole), end: { type: 'end', finish: whole.finish, tokens: whole.tokens } };
    } finally {
      deadlines.end();
    }
  }

  private see(part: ProviderPart): void {
    this.firstMs ??= this.ms;
    if (part.type === 'end') this.answered = part.tokens;
    else if (part.type === 'tool-call') this.characters += part.arguments.length;
    else if (part.type !== 'vectors') this.characters += part.text.length;
  }
}
