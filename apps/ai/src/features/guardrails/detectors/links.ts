import { destinationHost, maskedHost } from './destination.js';
import { whileOf, type AnswerDetector, type Sighting, type Sightings } from './sighting.js';

/** What may open or close a bracket, or stand right before a destination; the rest is looked at from there. */
const marks = /!?\[|\]|=|\(|:(?=[\\/])|[wW]{3}\.(?=[A-Za-z0-9])|@import/g;
const attribute = /(?:^|[^\w-])(src|srcset|href|action|formaction|poster|background|data)\s{0,3}$/i;
const scheme = /(?:^|[^A-Za-z0-9])(https?|ftp|wss?)$/i;
/** Between a mark and its destination. */
const gap = /[:(]?\s{0,3}[<"']?\s{0,3}/y;
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
      const [mark] = match;
      if (mark.endsWith('[')) {
        if (open.length < deepest) open.push(mark === '![' ? 'image' : 'link');
        continue;
      }
      const closed = mark === ']' ? open.pop() : undefined;
      const place = placeOf(text, mark, match.index, closed);
      if (place) marks.lastIndex = Math.max(marks.lastIndex, judge(text, place, { isAllowed, hasEnded, result }));
    }
    return result;
  };
}

interface Place {
  start: number;
  use: Use;
  isBare: boolean;
}

/** The destination that belongs to a mark, if one does. */
function placeOf(text: string, mark: string, at: number, closed: Use | undefined): Place | undefined {
  const before = () => text.slice(Math.max(0, at - 16), at);
  if (mark === ':') {
    const name = scheme.exec(before())?.[1];
    return name === undefined ? undefined : { start: at - name.length, use: 'link', isBare: true };
  }
  if (mark.endsWith('.')) return /[\w@./-]$/.test(before()) ? undefined : { start: at, use: 'link', isBare: true };
  const use = useOf(text, mark, at, closed, before);
  if (use === undefined) return undefined;
  gap.lastIndex = at + mark.length;
  return { start: at + mark.length + gap.exec(text)![0].length, use, isBare: false };
}

function useOf(text: string, mark: string, at: number, closed: Use | undefined, before: () => string): Use | undefined {
  const next = text[at + 1];
  // Of a stream the opening bracket may be long gone.
  if (mark === ']') return next === '(' ? (closed ?? 'image') : next === ':' ? 'image' : undefined;
  if (mark === '(') return /(?:^|[^\w-])url$/i.test(before()) ? 'image' : undefined;
  if (mark === '@import') return 'image';
  const name = attribute.exec(before())?.[1];
  if (name === undefined) return undefined;
  return /^(?:href|action|formaction)$/i.test(name) ? 'link' : 'image';
}

interface Judging {
  isAllowed: (host: string) => boolean;
  hasEnded: boolean;
  result: Sightings;
}

/** @returns where the destination ends */
function judge(text: string, { start, use, isBare }: Place, { isAllowed, hasEnded, result }: Judging): number {
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
