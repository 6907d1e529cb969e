/** Requests at a steady pace, whether or not earlier ones were answered: what is slow shows, and holds nothing back. */
export interface SteadyLoad {
  /** When so many were begun. */
  until(count: number): Promise<void>;
  stop(): Promise<{ done: number; failed: string[]; seconds: number }>;
}

/** @param act one request; it gets the number of those before it */
export function steadyLoad(perSecond: number, act: (number: number) => Promise<unknown>): SteadyLoad {
  const failed: string[] = [];
  const waiting = new Set<Promise<void>>();
  const watchers: { count: number; reached: () => void }[] = [];
  const startedAt = performance.now();
  let [begun, done] = [0, 0];
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    while (begun < due) {
      const request = act(begun++)
        .then(
          () => void (done += 1),
          (error: unknown) => void failed.push(String(error)),
        )
        .finally(() => waiting.delete(request));
      waiting.add(request);
    }
    for (const watcher of watchers.splice(0))
      if (begun >= watcher.count) watcher.reached();
      else watchers.push(watcher);
  }, 5);
  return {
    until: (count) => new Promise((reached) => watchers.push({ count, reached })),
    async stop() {
      clearInterval(timer);
      await Promise.all(waiting);
      return { done, failed, seconds: (performance.now() - startedAt) / 1000 };
    },
  };
}
