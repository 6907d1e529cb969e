/** A signing key, without its secrets. */
export interface DatedKey {
  id: string;
  createdAt: number;
}

/** How long a key is published before it signs: every service knows it by then (they ask again after 10 s, replicas of auth as well). */
export const publishAheadMs = 60_000;
/** How long a key is still published after the next one took over: twice the life of an access token. */
export const publishAfterMs = 600_000;

/**
 * What each key is for at this moment. `keys`: newest first, at least one. The newest that was published long enough signs; newer ones wait;
 * older ones stay while a token of theirs may be under way, and are `over` then.
 */
export function keyRing<K extends DatedKey>(
  keys: readonly K[],
  now: number,
): { signing: K; published: K[]; over: K[] } {
  const first = keys.findIndex(({ createdAt }) => createdAt + publishAheadMs <= now);
  // The very first key of an installation signs at once: nobody knows another one.
  const at = first === -1 ? keys.length - 1 : first;
  const isOver = (index: number) => index > at && keys[index - 1]!.createdAt + publishAheadMs + publishAfterMs <= now;
  return {
    signing: keys[at]!,
    published: keys.filter((_, index) => !isOver(index)),
    over: keys.filter((_, index) => isOver(index)),
  };
}
