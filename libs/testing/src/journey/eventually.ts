import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats `probe` until it passes. @throws its last error once the time is over */
export async function eventually<T>(probe: () => Promise<T> | T, { withinMs = 30_000, everyMs = 50 } = {}): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await sleep(everyMs);
    }
  }
}
