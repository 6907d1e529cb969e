import { setImmediate as breath } from 'node:timers/promises';

type Count = (text: string) => number;

/** A tokenizer is a table of some megabytes: read when a text is first too long to know without it that it fits. */
let reading: Promise<Count> | undefined;
const counter = (): Promise<Count> =>
  (reading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
    // Texts that spell a control token are texts all the same.
    const options = { disallowedSpecial: new Set<string>() };
    return (text: string) => countTokens(text, options);
  }));

/** Characters at a time: a text without blanks would cost the square of its length. */
const slice = 2000;
/** Characters after which others have a turn. */
const turn = 100_000;

/** A token is a byte at least, so a text of few bytes has few tokens. */
export const surelyFits = (text: string, most: number): boolean =>
  text.length <= most && Buffer.byteLength(text) <= most;

/** Tokens of texts, as OpenAI's models count; others differ by some percent. Other requests are answered in between. */
export async function countTokens(texts: readonly string[]): Promise<number[]> {
  const count = await counter();
  const counts: number[] = [];
  let worked = 0;
  for (const text of texts) {
    let sum = 0;
    for (let at = 0; at < text.length; at += slice) {
      sum += count(text.slice(at, at + slice));
      worked += slice;
      if (worked >= turn) {
        worked = 0;
        await breath();
      }
    }
    counts.push(sum);
  }
  return counts;
}
