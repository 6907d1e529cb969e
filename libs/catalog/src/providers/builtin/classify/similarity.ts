import { stemOf, wordsOf } from '../text/fold.js';
import { isFunctionWord } from '../text/language.js';

/** How alike a text is to the examples of each label, 0 to 1: the mean of its best two cosines over stems weighed by rarity. */
export function similarity(text: string, examples: readonly { text: string; label: string }[]): Map<string, number> {
  const documents = examples.map((example) => stems(example.text));
  const rarity = rarityIn([...documents, stems(text)]);
  const asked = vector(stems(text), rarity);
  const cosines = new Map<string, number[]>();
  examples.forEach((example, at) => {
    const list = cosines.get(example.label) ?? [];
    list.push(cosine(asked, vector(documents[at] ?? [], rarity)));
    cosines.set(example.label, list);
  });
  return new Map([...cosines].map(([label, list]) => [label, mean(list.sort((a, b) => b - a).slice(0, 2))]));
}

const stems = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => word.length > 2 && !isFunctionWord(word))
    .map(stemOf);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function rarityIn(documents: string[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const document of documents) for (const stem of new Set(document)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return new Map([...counts].map(([stem, count]) => [stem, Math.log(1 + documents.length / count)]));
}

function vector(document: string[], rarity: Map<string, number>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const stem of document) weights.set(stem, (weights.get(stem) ?? 0) + (rarity.get(stem) ?? 0));
  const length = Math.hypot(...weights.values()) || 1;
  return new Map([...weights].map(([stem, weight]) => [stem, weight / length]));
}

function cosine(a: Map<string, number>, b: Map<string, number>): number {
  let product = 0;
  for (const [stem, weight] of a) product += weight * (b.get(stem) ?? 0);
  return product;
}
