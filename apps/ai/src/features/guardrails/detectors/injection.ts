import { hiddenTexts } from './hidden-text.js';
import type { Found } from './finding.js';
import { meanings, phrases, wordRules, type Meaning } from './injection-words.js';
import { roleMarkers } from './role-markers.js';
import { eachWord } from './words.js';

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
/** Bits of the meanings of a word. In rot13 it is looked up as well: what nobody writes by chance. */
const bitsOf = new Map<string, number>();
const rotated = new Map<string, number>();
for (const [bit, meaning] of kinds.entries())
  for (const word of meanings[meaning].split(' ')) {
    bitsOf.set(word, (bitsOf.get(word) ?? 0) | (1 << bit));
    if (word.length >= 5 && /^[a-z]+$/.test(word))
      rotated.set(rot13(word), (rotated.get(rot13(word)) ?? 0) | (1 << bit));
  }
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
  const signals = [...signalsOf(text), ...hiddenTexts(text, signalsOf)];
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
  const signals = [...wordSignals(text), ...roleMarkers(text)];
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

/** One pass: only words that mean something are kept, and only those within the reach of the longest rule. */
function wordSignals(text: string): Signal[] {
  const signals: Signal[] = [];
  const plain: Seen[] = [];
  const turned: Seen[] = [];
  let index = 0;
  let single = '';
  let singleStart = 0;
  eachWord(text, (word, start, end) => {
    index += 1;
    if (word.length === 1) {
      if (single === '') singleStart = start;
      single += word;
      return;
    }
    if (single.length >= 12) spaced(single, singleStart, start, signals);
    single = '';
    const bits = bitsOf.get(word);
    if (bits !== undefined) look(plain, { bits, index, start, end }, signals, 1);
    else {
      const hidden = rotated.get(word);
      if (hidden !== undefined) look(turned, { bits: hidden, index, start, end }, signals, 1.2);
    }
  });
  if (single.length >= 12) spaced(single, singleStart, text.length, signals);
  return signals;
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
function spaced(letters: string, start: number, end: number, signals: Signal[]): void {
  if (
    /ignore|disregard|forget|ignorier|vergiss|oublie|ignora/.test(letters) &&
    /instruc|prompt|rules|anweisung|consigne/.test(letters)
  )
    signals.push({ kind: 'override', weight: 0.8, start, end });
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
