import { AppError } from '#libs/contracts';
import type { Completion, CompletionPart } from './provider.js';

/** What is said before the end. */
export type Piece = Exclude<CompletionPart, { type: 'end' }>;
interface End {
  type: 'end';
}
/** What was said, and all that stands in the end. */
export type Collected<E extends End> = Pick<Completion, 'text' | 'reasoning' | 'toolCalls'> & Omit<E, 'type'>;

/** Puts a streamed answer together, part by part; for those who pass the parts on and want the whole as well. */
export class Collector<E extends End> {
  private text = '';
  private reasoning = '';
  private end: E | undefined;
  private readonly calls = new Map<number, { id: string; name: string; arguments: string }>();

  add(part: Piece | E): void {
    if (part.type === 'end') this.end = part;
    else if (part.type === 'text') this.text += part.text;
    else if (part.type === 'reasoning') this.reasoning += part.text;
    else this.addCall(part);
  }

  /** @throws MODEL_UNAVAILABLE when the stream broke off before its end */
  collected(): Collected<E> {
    if (!this.end) throw brokenOff();
    const { type: _, ...end } = this.end;
    return {
      text: this.text,
      ...(this.reasoning ? { reasoning: this.reasoning } : {}),
      toolCalls: [...this.calls.values()],
      ...end,
    };
  }

  private addCall(part: Extract<Piece, { type: 'tool-call' }>): void {
    const call = this.calls.get(part.index) ?? { id: '', name: '', arguments: '' };
    call.id ||= part.id ?? '';
    call.name ||= part.name ?? '';
    call.arguments += part.arguments;
    this.calls.set(part.index, call);
  }
}

export const brokenOff = (): AppError =>
  new AppError('MODEL_UNAVAILABLE', { detail: 'The model’s answer broke off in the middle' });

/** Reads a streamed answer to its end. @throws what the stream throws; MODEL_UNAVAILABLE when it has no end */
export async function collect<E extends End>(parts: AsyncIterable<Piece | E>): Promise<Collected<E>> {
  const collector = new Collector<E>();
  for await (const part of parts) collector.add(part);
  return collector.collected();
}

/** What was said, in as few pieces as it has kinds. */
export function piecesOf({
  reasoning,
  text,
  toolCalls,
}: Pick<Completion, 'reasoning' | 'text' | 'toolCalls'>): Piece[] {
  const pieces: Piece[] = [];
  if (reasoning) pieces.push({ type: 'reasoning', text: reasoning });
  if (text) pieces.push({ type: 'text', text });
  for (const [index, call] of toolCalls.entries()) pieces.push({ type: 'tool-call', index, ...call });
  return pieces;
}

/** The parts of an answer that is known already: `collect` of them is the answer again. */
export function* partsOf(completion: Completion): Generator<CompletionPart> {
  yield* piecesOf(completion);
  const { finish, tokens } = completion;
  yield { type: 'end', finish, tokens };
}
