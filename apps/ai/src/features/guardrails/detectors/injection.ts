import { hiddenTexts } from './hidden-text.js';
import { isAscii, type Found } from './finding.js';
import { meanings, phrases, wordRules, type Meaning } from './injection-words.js';
import { roleMarkers } from './role-markers.js';
import { WordList, type SeeWord } from './words.js';

export interface Signal {
  kind: string;
  weight: number;
  start: number;
  end: number;
}
export interface Injection extends Found {
  score: number;
}

/** Signals that are further apart than this have nothing to do with each other. Characters. */
const near = 600;
const kinds = Object.keys(meanings) as Meaning[];
/** Bits of the meanings of a word. */
const bitsOf = new Map<string, number>();
const add = (word: string, bits: number) => bitsOf.set(word, (bitsOf.get(word) ?? 0) | bits);
for (const [bit, meaning] of kinds.entries()) for (const word of meanings[meaning].split(' ')) add(word, 1 << bit);
const list = new WordList(bitsOf);
const turnedList = new WordList(
  new Map([...bitsOf].filter(([word]) => /^[a-z]{5,}$/.test(word)).map(([word, bits]) => [rot13(word), bits])),
);
const notBit = 1 << kinds.indexOf('not');
const rules = wordRules.map((rule) => ({
  ...rule,
  first: 1 << kinds.indexOf(rule.needs[0]),
  others: rule.needs.slice(1).map((meaning) => 1 << kinds.indexOf(meaning)),
}));

/**
 * Texts that look like instructions to a model where none belong. Signals near each other add up to a score (1 - product of 1 - weight);
 * each kind counts once. It sees what is written clumsily: whoever knows this file can get past it, so nothing may rest on it alone.
 */
export function findInjections(text: string, threshold: number): Injection[] {
  const signals = signalsOf(text).concat(hiddenTexts(text, signalsOf));
  return clusters(signals).flatMap((cluster) => {
    const weights = new Map<string, number>();
    for (const { kind, weight } of cluster) weights.set(kind, Math.max(weights.get(kind) ?? 0, weight));
    const score = 1 - [...weights.values()].reduce((rest, weight) => rest * (1 - weight), 1);
    if (score < threshold) return [];
    const names = [...weights.keys()].sort((a, b) => weights.get(b)! - weights.get(a)!);
    const start = cluster[0]!.start;
    const end = cluster.reduce((last, signal) => Math.max(last, signal.end), start);
    const rounded = Math.round(score * 100) / 100;
    return [
      { kind: names[0]!, start, end, score: rounded, reason: `signals: ${names.join(', ')}`, sample: names.join(', ') },
    ];
  });
}

/** What the words, the role markers and the phrases of a text say. */
export function signalsOf(text: string): Signal[] {
  const signals = wordSignals(text).concat(roleMarkers(text));
  if (isAscii(text)) return signals;
  if (/[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(text))
    for (const { kind, weight, text: pattern } of phrases)
      for (const match of text.matchAll(pattern))
        signals.push({ kind, weight, start: match.index, end: match.index + match[0].length });
  return signals;
}

interface Seen {
  bits: number;
  index: number;
  start: number;
  end: number;
}
const longestReach = Math.max(...wordRules.map(({ within }) => within));

/** Only words that mean something are kept, and only those within the reach of the longest rule. */
function wordSignals(text: string): Signal[] {
  const signals: Signal[] = [];
  const recent: Seen[] = [];
  let letters = '';
  let from = 0;
  list.each(
    text,
    (bits, start, end, index) => look(recent, { bits, index, start, end }, signals, 1),
    (start) => {
      if (start !== undefined) {
        if (letters === '') from = start;
        letters += text[start]!;
      } else if (letters !== '') {
        if (letters.length >= 12) spaced(letters.toLowerCase(), from, signals);
        letters = '';
      }
    },
  );
  if (letters.length >= 12) spaced(letters.toLowerCase(), from, signals);
  // In rot13 hardly any word of the list is one of a language: the second look is for those texts alone.
  if (/\b(?:vtaber|qvfertneq|sbetrg|erirny)/i.test(text)) turned(text, signals);
  return signals;
}

function turned(text: string, signals: Signal[]): void {
  const recent: Seen[] = [];
  const see: SeeWord = (bits, start, end, index) => look(recent, { bits, index, start, end }, signals, 1.2);
  turnedList.each(text, see, () => undefined);
}

/** Whether the words up to this one make a rule whole. */
function look(recent: Seen[], word: Seen, signals: Signal[], factor: number): void {
  while (recent.length > 0 && recent[0]!.index < word.index - longestReach) recent.shift();
  recent.push(word);
  if (recent.length === 1) return;
  for (const { kind, weight, first, others, within, unlessNot } of rules) {
    if (!others.some((other) => word.bits & other)) continue;
    const from = recent.findIndex((seen) => seen.bits & first && seen.index >= word.index - within && seen !== word);
    if (from < 0) continue;
    const after = recent.slice(from + 1);
    if (!others.every((other) => after.some((seen) => seen.bits & other))) continue;
    const begin = recent[from]!;
    if (unlessNot && recent.some((seen) => seen.bits & notBit && seen.index === begin.index - 1)) continue;
    signals.push({ kind, weight: Math.min(0.9, weight * factor), start: begin.start, end: word.end });
  }
}

/** `i g n o r e  a l l …`: nobody writes a sentence like that who wants it to be read by people. */
function spaced(letters: string, start: number, signals: Signal[]): void {
  if (
    /ignore|disregard|forget|ignorier|vergiss|oublie|ignora/.test(letters) &&
    /instruc|prompt|rules|anweisung|consigne/.test(letters)
  )
    signals.push({ kind: 'override', weight: 0.8, start, end: start + letters.length * 2 - 1 });
}

function clusters(signals: Signal[]): Signal[][] {
  const groups: Signal[][] = [];
  let end = -Infinity;
  for (const signal of signals.sort((a, b) => a.start - b.start)) {
    if (signal.start - end > near) groups.push([]);
    groups.at(-1)!.push(signal);
    end = Math.max(end, signal.end);
  }
  return groups;
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (char) => {
    const base = char <= 'Z' ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + 13) % 26) + base);
  });
}
