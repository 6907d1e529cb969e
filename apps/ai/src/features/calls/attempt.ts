import {
  Collector,
  partsOf,
  type CompletionPart,
  type CompletionRequest,
  type Piece,
  type TokenCount,
} from '#libs/catalog/providers/defs';
import type { Target } from '../models/model-router.js';
import { Deadlines, type DeadlineSpec } from './deadlines.js';
import { inputTokens, tokensOfLength } from './estimate.js';

type End = Extract<CompletionPart, { type: 'end' }>;

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
    private readonly request: Omit<CompletionRequest, 'model'>,
  ) {}

  get ms(): number {
    return Math.round(performance.now() - this.started);
  }

  /** What was used when nobody counted: by the length of what was sent and came. */
  get estimate(): TokenCount {
    return {
      inputTokens: inputTokens(this.request.messages),
      cachedInputTokens: 0,
      outputTokens: tokensOfLength(this.characters),
    };
  }

  /** Tokens that count towards the limits: none of a call that never began. */
  get used(): number {
    if (this.firstMs === undefined) return 0;
    const { inputTokens: input, outputTokens } = this.answered ?? this.estimate;
    return input + outputTokens;
  }

  /**
   * The parts as they come; `whole` keeps them until the last one and hands them on joined.
   * @throws the provider's error; DEADLINE_EXCEEDED; the reason of `outer`
   */
  async *parts(spec: DeadlineSpec, outer: AbortSignal, whole: boolean): AsyncGenerator<CompletionPart, void, void> {
    const deadlines = new Deadlines(spec, outer);
    const kept = whole ? new Collector<End>() : undefined;
    const { connected, name } = this.target;
    try {
      for await (const part of connected.provider.stream({ ...this.request, model: name }, deadlines)) {
        deadlines.arrived();
        this.see(part);
        if (kept) kept.add(part);
        else {
          this.shown ||= part.type !== 'end';
          yield part;
        }
        deadlines.waitOn();
      }
      if (!kept) return;
      const answer = kept.collected();
      deadlines.end();
      yield* partsOf(answer);
    } finally {
      deadlines.end();
    }
  }

  private see(part: Piece | End): void {
    this.firstMs ??= this.ms;
    if (part.type === 'end') this.answered = part.tokens;
    else this.characters += part.type === 'tool-call' ? part.arguments.length : part.text.length;
  }
}
