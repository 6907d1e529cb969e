import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `look` gives something true. @throws after `ms`, telling what was awaited. */
export async function until<T>(what: string, look: () => Promise<T> | T, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await sleep(10);
  }
}
