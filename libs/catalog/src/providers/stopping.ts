import type { CompletionPart } from './provider.js';

type Parts = AsyncGenerator<CompletionPart, void, void>;

/**
 * Ends the text before the first stop sequence, for models that know none. What is said after it is read and dropped, because the
 * provider counts it: only its end says what the call cost.
 */
export const stopping = (parts: Parts, stop: readonly string[] | undefined): Parts =>
  stop?.length ? stopped(parts, stop) : parts;

async function* stopped(parts: Parts, stop: readonly string[]): Parts {
  let held = '';
  let isOver = false;
  for await (const part of parts) {
    if (part.type === 'end') {
      if (held && !isOver) yield { type: 'text', text: held };
      yield isOver ? { ...part, finish: 'stop' } : part;
    } else if (part.type !== 'text') {
      if (!isOver) yield part;
    } else if (!isOver) {
      const { said, kept, found } = cut(held + part.text, stop);
      if (said) yield { type: 'text', text: said };
      held = kept;
      isOver = found;
    }
  }
}

/** What may be said of a text, and what is kept back because a stop sequence may begin there. */
function cut(text: string, stop: readonly string[]): { said: string; kept: string; found: boolean } {
  const found = stop.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
  if (found.length) return { said: text.slice(0, Math.min(...found)), kept: '', found: true };
  const longest = Math.max(...stop.map((sequence) => beginning(text, sequence)));
  return { said: text.slice(0, text.length - longest), kept: text.slice(text.length - longest), found: false };
}

/** How many last letters of the text are the first of the sequence. */
function beginning(text: string, sequence: string): number {
  for (let length = Math.min(sequence.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(sequence.slice(0, length))) return length;
  return 0;
}
