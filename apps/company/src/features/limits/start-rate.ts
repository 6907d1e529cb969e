/**
 * The generic cell rate algorithm: a bucket that holds `perMinute` starts and empties evenly. All it remembers is when it will be
 * empty. Times in epoch microseconds, so that 100,000 a minute are told apart.
 */
const minuteMicros = 60_000_000;

export interface RateVerdict {
  /** When the bucket is empty once this start is in it. */
  emptyAt: number;
  /** Milliseconds until the rate allows this start; 0: now. */
  waitMs: number;
  /** Starts that are ahead of it without having been allowed yet. */
  ahead: number;
}

/** One more start. */
export function oneMore(emptyAt: number, now: number, perMinute: number): RateVerdict {
  const each = minuteMicros / perMinute;
  const next = Math.max(emptyAt, now) + each;
  const over = next - minuteMicros - now;
  return {
    emptyAt: Math.round(next),
    // Those who come together do not come in the order of their clocks: half a start early is no start too many.
    waitMs: over > each / 2 ? Math.ceil(over / 1000) : 0,
    ahead: Math.max(0, Math.ceil(over / each) - 1),
  };
}

/** Starts that are in the bucket now. */
export const used = (emptyAt: number, now: number, perMinute: number): number =>
  Math.ceil(Math.max(0, emptyAt - now) / (minuteMicros / perMinute));
