/** A step in a process of its own, which ends it in the way it is told. */
import { serveIsolated } from '../isolated.js';

const ends: Record<string, () => unknown> = {
  exit: () => process.exit(7),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  abort: () => process.abort(),
  memory: () => {
    const all: unknown[] = [];
    for (;;) all.push(new Array(1e6).fill(all.length));
  },
  loop: () => {
    for (;;);
  },
  throw: () =>
    setImmediate(() => {
      throw new Error('nobody catches this');
    }),
};

serveIsolated(async (job, host) => {
  const { how } = job as { how: string };
  ends[how]?.();
  if (how !== 'well') await new Promise(() => undefined);
  return host.call('echo', ['mended']);
});
