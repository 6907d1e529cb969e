import type { TaskProgress } from '#libs/contracts';

export type Report = (progress: TaskProgress) => void;
export const unheard: Report = () => undefined;

export type Told<A> = { type: 'progress'; progress: TaskProgress } | { type: 'answer'; answer: A };

/** How often something is said when nothing happens, so that whoever waits knows that somebody works. Milliseconds. */
const beatMs = 10_000;

/**
 * What a piece of work says on its way, then its answer. Of several reports that come at once the last is told.
 * @throws what the work threw
 */
export async function* told<A>(
  work: (report: Report) => Promise<A>,
  { everyMs = beatMs }: { everyMs?: number } = {},
): AsyncGenerator<Told<A>, void, undefined> {
  let isOver = false;
  let pending: TaskProgress | undefined;
  let last: TaskProgress = { phase: 'waiting', done: 0, total: 0 };
  let wake = (): void => undefined;
  const beat = setInterval(() => {
    pending ??= last;
    wake();
  }, everyMs);
  const answer = work((progress) => {
    pending = progress;
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Thrown below, to whoever listens.
  answer.catch(() => undefined);
  try {
    for (;;) {
      if (pending) {
        last = pending;
        pending = undefined;
        yield { type: 'progress', progress: last };
      } else if (isOver) break;
      else await new Promise<void>((changed) => (wake = changed));
    }
    yield { type: 'answer', answer: await answer };
  } finally {
    clearInterval(beat);
  }
}
