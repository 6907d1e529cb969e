import { destinationHost, maskedHost } from './destination.js';
import { whileOf, type AnswerDetector, type Sighting, type Sightings } from './sighting.js';

/** What matters in Markdown and HTML, in the order in which it comes. Groups: 1 opens brackets, 2 a destination follows, 3 a bare address. */
const marks =
  /(!?\[)|(\](?:\(|:)\s{0,3}<?\s{0,3}|(?<![\w-])(?:src|srcset|href|action|formaction|poster|background|data)\s{0,3}=\s{0,3}["']?\s{0,3}|(?<![\w-])url\(\s{0,3}["']?|@import\s{1,3}["'])|\]|(?<![A-Za-z0-9])((?:https?|ftp|wss?):[\\/]{1,3}|www\.(?=[A-Za-z0-9]))/gi;
const destination = /[^\s"'<>)]{1,2048}/y;
const rest = /[^\s"'<>)]+/y;
const longest = 2048;
const beginnings = ['https:/', 'http:/', 'wss:/', 'ws:/', 'ftp:/', 'www.'];
const deepest = 64;

/** Whether a browser fetches it by itself: of what cannot be told, that is taken. */
type Use = 'link' | 'image';

/** Destinations whose host is not among those that are allowed, as links or as what is loaded by itself. */
export function linkDetector(isAllowed: (host: string) => boolean): AnswerDetector {
  return (text, hasEnded) => {
    const result: Sightings = { found: [], undecidedFrom: hasEnded ? text.length : beginningAtEnd(text) };
    const open: Use[] = [];
    marks.lastIndex = 0;
    for (let match = marks.exec(text); match; match = marks.exec(text)) {
      const [whole, opens, before, bare] = match;
      if (opens !== undefined) {
        if (open.length < deepest) open.push(opens === '![' ? 'image' : 'link');
        continue;
      }
      const closed: Use | undefined = whole.startsWith(']') ? open.pop() : undefined;
      if (before === undefined && bare === undefined) continue;
      const use = before === undefined ? 'link' : useOf(before, closed);
      const start = bare === undefined ? match.index + whole.length : match.index;
      marks.lastIndex = Math.max(
        start,
        judge(text, start, use, { isAllowed, hasEnded, isBare: bare !== undefined, result }),
      );
    }
    return result;
  };
}

function useOf(before: string, closed: Use | undefined): Use {
  // Of a stream the opening bracket may be long gone.
  if (before.startsWith('](')) return closed ?? 'image';
  return /^(?:href|action|formaction)/i.test(before) ? 'link' : 'image';
}

interface Judging {
  isAllowed: (host: string) => boolean;
  hasEnded: boolean;
  isBare: boolean;
  result: Sightings;
}

/** @returns where the destination ends */
function judge(text: string, start: number, use: Use, { isAllowed, hasEnded, isBare, result }: Judging): number {
  destination.lastIndex = start;
  let shown = destination.exec(text)?.[0] ?? '';
  const isOpen = start + shown.length === text.length && !hasEnded;
  if (isOpen && shown.length < longest) {
    result.undecidedFrom = Math.min(result.undecidedFrom, start);
    return text.length;
  }
  if (isBare && !isOpen) shown = shown.replace(/[.,;:!?\]*_]{1,8}$/, '');
  const end = start + shown.length;
  const host = destinationHost(shown);
  if (host === undefined || isAllowed(host)) return end;
  result.found.push(seen(use, start, end, host, isBare, isOpen));
  return end;
}

const seen = (use: Use, start: number, end: number, host: string, isBare: boolean, isOpen: boolean): Sighting => ({
  detector: use,
  kind: isBare ? 'bare-address' : host.includes('.') || host === 'localhost' ? 'markup' : 'scheme',
  start,
  end,
  reason:
    use === 'image' ? 'is loaded by itself from a host that is not allowed' : 'leads to a host that is not allowed',
  sample: maskedHost(host),
  ...(isOpen ? { goesOn: whileOf(rest) } : {}),
});

/** Where an address may have begun that the end cut off. */
function beginningAtEnd(text: string): number {
  for (let start = Math.max(0, text.length - 8); start < text.length; start += 1) {
    if (start > 0 && /[A-Za-z0-9]/.test(text[start - 1]!)) continue;
    const tail = text.slice(start).toLowerCase();
    if (beginnings.some((beginning) => beginning.startsWith(tail))) return start;
  }
  return text.length;
}
