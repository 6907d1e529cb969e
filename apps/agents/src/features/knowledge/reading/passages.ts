import type { Block, ReadDocument } from './blocks.js';

/** A piece of a document that is found and cited as one. */
export interface Passage {
  text: string;
  /** Headings above it, outermost first. */
  headings: string[];
  page: number | null;
}

/** A section that is shorter goes together with the next one, headings and all. */
const shortest = 200;

/** Parts a document where it parts itself: at headings, then between paragraphs, and only then between sentences. */
export function passagesOf({ blocks }: ReadDocument, mostChars: number): Passage[] {
  const passages: Passage[] = [];
  const above: { level: number; text: string }[] = [];
  let open: Passage | undefined;
  const close = () => {
    if (open && open.text !== '') passages.push(open);
    open = undefined;
  };
  for (const block of blocks) {
    if (block.level !== undefined) {
      while ((above.at(-1)?.level ?? 0) >= block.level) above.pop();
      above.push({ level: block.level, text: block.text.replace(/\n/g, ' ').slice(0, 200) });
      if (open && open.text.length >= shortest) close();
      // Too short to stand alone: the next heading becomes a part of it.
      else if (open && open.text.length + block.text.length + 2 <= mostChars) open.text += `\n\n${block.text}`;
      else close();
      continue;
    }
    for (const text of parted(block, mostChars)) {
      if (open && open.text.length + text.length + 2 > mostChars) close();
      if (open) open.text += `\n\n${text}`;
      else open = { text, headings: above.map((each) => each.text), page: block.page ?? null };
    }
  }
  close();
  // A document of headings alone says something, too.
  if (passages.length === 0 && blocks.length > 0)
    return passagesOf({ title: '', pages: null, blocks: blocks.map(({ level: _, ...block }) => block) }, mostChars);
  return passages;
}

function parted({ text }: Block, mostChars: number): string[] {
  if (text.length <= mostChars) return [text];
  const parts: string[] = [];
  let rest = text;
  while (rest.length > mostChars) {
    const at = breakIn(rest, mostChars);
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** Where to part a long text: after a line, a sentence, a word, in that order, and not in its first half. */
function breakIn(text: string, mostChars: number): number {
  const head = text.slice(0, mostChars);
  for (const pattern of [/\n/g, /[.!?…。]["”)]?\s/g, /\s/g]) {
    let last = -1;
    for (const match of head.matchAll(pattern)) last = match.index + match[0].length;
    if (last > mostChars / 2) return last;
  }
  // Not between the halves of one character.
  const code = text.charCodeAt(mostChars - 1);
  return code >= 0xd800 && code < 0xdc00 ? mostChars - 1 : mostChars;
}
