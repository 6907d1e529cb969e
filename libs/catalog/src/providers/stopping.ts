import type { CompletionPart } from './provider.js';

/**
 * Ends the text before the first stop sequence, for models that know none. What is said after it is read and dropped, because the
 * provider counts it: only its end says what the call cost.
 */
export async function* stopping(
  parts: AsyncIterable<CompletionPart>,
  stop: readonly string[] | undefined,
): AsyncGenerator<CompletionPart, void, void> {
  if (!stop?.length) return yield* parts;
  let held = '';
  let stopped = false;
  for await (const part of parts) {
    if (part.type === 'end') {
      if (held && !stopped) yield { type: 'text', text: held };
      yield stopped ? { ...part, finish: 'stop' } : part;
    } else if (part.type !== 'text') {
      if (!stopped) yield part;
    } else if (!stopped) {
      const { said, kept, found } = cut(held + part.text, stop);
      if (said) yield { type: 'text', text: said };
      held = kept;
      stopped = found;
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
