import { wordsOf, stemOf, fold } from './text/fold.js';
import { isFunctionWord } from './text/language.js';
import { withoutOrders } from './text/orders-to-assistant.js';
import { patterns, placeOf } from './text/pattern.js';
import { statementsOf } from './text/sentences.js';

/** Sentences in which somebody asks for something count more. */
const asks = patterns(
  'please, could you, can you, would like, want, need, bitte, könnt, können sie, möchte, brauche, por favor, pueden, podrían, quiero, necesito, s’il vous plaît, pouvez, pourriez, je voudrais, souhaite',
);

/**
 * The most telling sentences of a text in their order, cut at `maxWords`. A sentence counts by how often its words occur in the text,
 * by its place, by figures in it, and by whether it asks for something.
 */
export function summarize(text: string, maxWords: number): string {
  const sentences = statementsOf(withoutOrders(text));
  const frequency = new Map<string, number>();
  const stemsOf = (sentence: string) =>
    wordsOf(sentence)
      .filter((word) => word.length > 2 && !isFunctionWord(word))
      .map(stemOf);
  for (const { text: sentence } of sentences)
    for (const stem of new Set(stemsOf(sentence))) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const rated = sentences.map(({ text: sentence }, at) => {
    const stems = stemsOf(sentence);
    const common = stems.reduce((sum, stem) => sum + (frequency.get(stem) ?? 0), 0) / Math.sqrt(stems.length + 3);
    const folded = fold(sentence);
    const bonus =
      (at === 0 ? 1.2 : 1 / (at + 2)) +
      (/\d/.test(sentence) ? 0.5 : 0) +
      (asks.some((ask) => placeOf(ask, folded) >= 0) ? 0.7 : 0);
    return { at, sentence: sentence.replace(/\s+/g, ' ').trim(), score: common + bonus };
  });
  return chosen(rated, maxWords);
}

function chosen(rated: { at: number; sentence: string; score: number }[], maxWords: number): string {
  const count = (sentence: string) => sentence.split(' ').length;
  const taken: typeof rated = [];
  let left = maxWords;
  for (const entry of [...rated].sort((a, b) => b.score - a.score)) {
    if (count(entry.sentence) > left) continue;
    taken.push(entry);
    left -= count(entry.sentence);
  }
  const best = rated.reduce<(typeof rated)[number] | undefined>(
    (top, entry) => (top && top.score >= entry.score ? top : entry),
    undefined,
  );
  // Even the best sentence is too long: its beginning is still more than nothing.
  if (!taken.length && best) return `${best.sentence.split(' ').slice(0, maxWords).join(' ')} …`;
  return taken
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
    .join(' ');
}
