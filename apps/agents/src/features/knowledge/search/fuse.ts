/** Weight of a place in a list (Cormack, Clarke, Büttcher 2009). */
const k = 60;

export interface Fused<T> {
  item: T;
  score: number;
  /** Indexes of the lists that hold it. */
  lists: number[];
}

/** Joins lists by the places that an item has in them, the best first. */
export function fuse<T>(lists: readonly (readonly T[])[], keyOf: (item: T) => string): Fused<T>[] {
  const fused = new Map<string, Fused<T>>();
  lists.forEach((list, index) =>
    list.forEach((item, place) => {
      const key = keyOf(item);
      const known = fused.get(key);
      if (known?.lists.includes(index)) return;
      const entry = known ?? { item, score: 0, lists: [] };
      entry.score += 1 / (k + place + 1);
      entry.lists.push(index);
      fused.set(key, entry);
    }),
  );
  return [...fused.values()].sort((one, other) => other.score - one.score);
}
