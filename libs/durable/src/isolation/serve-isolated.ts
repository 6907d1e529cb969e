import { fromWire, toWire, type FromChild, type ToChild } from './wire.js';

/** What the work may do beside computing. */
export interface IsolatedHost {
  /** Asks the process that started this one. */
  call(name: string, args: unknown[]): Promise<unknown>;
  signal: AbortSignal;
  heartbeat(): void;
}

const aliveMs = 1000;
const send = (message: FromChild): boolean | undefined => process.send?.(message);

/** The child's side: takes one job, answers it, and ends. */
export function serveIsolated(work: (job: unknown, host: IsolatedHost) => Promise<unknown>): void {
  const controller = new AbortController();
  const asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const host: IsolatedHost = {
    signal: controller.signal,
    heartbeat: () => void send({ type: 'heartbeat' }),
    call: (name, args) =>
      new Promise((resolve, reject) => {
        const call = asked.size + 1;
        asked.set(call, { resolve, reject });
        send({ type: 'call', call, name, args });
      }),
  };
  const finish = (message: FromChild) => process.send?.(message, undefined, undefined, () => process.exit(0));
  setInterval(() => send({ type: 'alive' }), aliveMs).unref();
  // The process that wanted the answer is gone.
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToChild) => {
    if (message.type === 'abort') controller.abort();
    if (message.type === 'answer') {
      const waiting = asked.get(message.call);
      if (message.error) waiting?.reject(fromWire(message.error));
      else waiting?.resolve(message.value);
    }
    if (message.type === 'job')
      void work(message.job, host).then(
        (value) => finish({ type: 'done', value }),
        (error: unknown) => finish({ type: 'done', error: toWire(error) }),
      );
  });
  send({ type: 'ready' });
}
