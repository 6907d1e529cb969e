/** Words that say nothing about what a task is about. */
const empty = new Set(
  'the and for with from that this into your you our its are was were will have has each every all any not but then than when what which who how also only just about after before make made get got use used using task tasks work works step steps agent agents please should must can der die das und für mit von den dem des ein eine einen aus auf nach vor bei wird werden'.split(
    ' ',
  ),
);

/** Stem → word, by what is left without endings that come and go: `refunds`, `refunded`, `refunding` are about a refund. */
export function wordsOf(text: string): ReadonlyMap<string, string> {
  const words =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Map(
    words
      .filter((word) => word.length > 2 && !empty.has(word))
      .map((word) => [word.length > 4 ? word.replace(/(ies|ing|ed|es|s|e|y)$/, '') : word, word]),
  );
}
