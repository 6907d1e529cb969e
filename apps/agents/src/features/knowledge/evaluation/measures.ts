/** A document that answers a question, and how well: 1 to 4. */
export interface Expected {
  documentId: string;
  gain: number;
}

/** The first places that count. */
export const places = 10;

/** Share of the expected documents that are among the first `count`. */
export function recallAt(found: readonly string[], expected: readonly Expected[], count = places): number {
  if (expected.length === 0) return 0;
  const first = new Set(found.slice(0, count));
  return expected.filter(({ documentId }) => first.has(documentId)).length / expected.length;
}

/** Normalised discounted cumulative gain with gain 2^g−1 (Burges et al. 2005): 1 when no other order would be better. */
export function ndcgAt(found: readonly string[], expected: readonly Expected[], count = places): number {
  const gains = new Map(expected.map(({ documentId, gain }) => [documentId, gain]));
  const ideal = discounted([...gains.values()].sort((one, other) => other - one).slice(0, count));
  if (ideal === 0) return 0;
  return discounted(found.slice(0, count).map((id) => gains.get(id) ?? 0)) / ideal;
}

const discounted = (gains: readonly number[]): number =>
  gains.reduce((sum, gain, place) => sum + (2 ** gain - 1) / Math.log2(place + 2), 0);

export const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
