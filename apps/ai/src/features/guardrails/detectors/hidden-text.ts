import { isAscii } from './finding.js';
import type { Signal } from './injection.js';

/** How much of what is decoded is looked at. */
const most = { runs: 50, chars: 8192 };
const base64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,8192}={0,2}/g;
const hex = /(?<![A-Za-z0-9])(?:[0-9a-f]{2}){20,4000}/gi;
const tags = /[\u{e0000}-\u{e007f}]{3,4000}/gu;
/** Flags of England, Scotland and Wales are written with tags too. */
const flag = /\u{1f3f4}$/u;
const selectors = /[\u{e0100}-\u{e01ef}]{4,4000}|[\ufe00-\ufe0f]{4,4000}/gu;
const overrides = /[\u202d\u202e]/g;
const invisible = /(?<=[A-Za-z])[\u200b-\u200d\u2060-\u2064\ufeff\u00ad]{1,20}(?=[A-Za-z])/g;
const invisibleRun = /[\u200b-\u200d\u2060-\u2064\ufeff]{6,4000}/g;

/**
 * Text that people do not see: invisible characters, turned direction, and what is encoded. `read` says what is wrong with the decoded
 * text; the signals stand where the encoded one is.
 */
export function hiddenTexts(text: string, read: (text: string) => Signal[]): Signal[] {
  const signals = encodedIn(text, read);
  if (isAscii(text)) return signals;
  // Most texts have none of the characters below.
  if (!/[\u00ad\u200b\u200c\u202d\u202e\u2060-\u2064]|\u200d|[\ufe00-\ufe0f\ufeff]|\udb40/.test(text)) return signals;
  const add = (kind: string, weight: number, match: RegExpExecArray) =>
    signals.push({ kind, weight, start: match.index, end: match.index + match[0].length });
  for (const match of text.matchAll(tags))
    if (!flag.test(text.slice(Math.max(0, match.index - 2), match.index))) add('invisible-text', 0.9, match);
  for (const match of text.matchAll(selectors)) add('invisible-text', 0.7, match);
  for (const match of text.matchAll(invisibleRun)) add('invisible-text', 0.6, match);
  for (const match of text.matchAll(overrides)) add('turned-direction', 0.6, match);
  const inWords = [...text.matchAll(invisible)];
  if (inWords.length >= 3) for (const match of inWords.slice(0, most.runs)) add('split-words', 0.4, match);
  return signals;
}

function encodedIn(text: string, read: (text: string) => Signal[]): Signal[] {
  const signals: Signal[] = [];
  if (!hasLongRun(text)) return signals;
  const look = (pattern: RegExp, decode: (run: string) => string) => {
    let runs = 0;
    for (const match of text.matchAll(pattern)) {
      if ((runs += 1) > most.runs) break;
      const decoded = decode(match[0]);
      // Pictures and digests are no text.
      if (!isText(decoded)) continue;
      for (const { kind, weight } of read(decoded.slice(0, most.chars))) {
        signals.push({ kind, weight, start: match.index, end: match.index + match[0].length });
        signals.push({ kind: 'encoded-text', weight: 0.5, start: match.index, end: match.index + match[0].length });
      }
    }
  };
  look(base64, (run) => Buffer.from(run, 'base64').toString('utf8'));
  look(hex, (run) => Buffer.from(run, 'hex').toString('utf8'));
  return signals;
}

/** Mostly letters and blanks, and nothing that is no UTF-8. */
const isText = (text: string): boolean =>
  !text.includes('\ufffd') && text.length > 8 && (text.match(/[\p{L}\s]/gu)?.length ?? 0) > text.length * 0.7;

/** Whether anything is as long as what is encoded: most texts have only words. Counted by hand, since it is asked of every text. */
function hasLongRun(text: string): boolean {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // A letter, a digit, or one of + - / _
    const isPart = code >= 43 && code < 127 && code !== 44 && code !== 46 && (code < 58 || code > 64);
    length = isPart ? length + 1 : 0;
    if (length >= 24) return true;
  }
  return false;
}
