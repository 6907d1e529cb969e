/** How many calls one task has under way at once. The limits per key come on top. */
export const mostAtOnce = 4;

/**
 * The answers for all items in their order, so many at once. The first error ends the others and is thrown.
 * @param work its signal ends when the outer one does, or another item failed
 */
export async function inParallel<T, R>(
  items: readonly T[],
  { most = mostAtOnce, signal }: { most?: number; signal: AbortSignal },
  work: (item: T, at: number, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const answers = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      both.throwIfAborted();
      const at = next++;
      answers[at] = await work(items[at] as T, at, both);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
  return answers;
}
