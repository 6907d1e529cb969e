/** Work that several wait for. It goes on while one of them does, and is called off when the last has left. */
export class JoinedWork {
  readonly ended: Promise<unknown>;
  private readonly nobodyWaits = new AbortController();
  private waiting = 0;

  constructor(
    /** What it is about. */
    readonly fingerprint: string,
    work: (signal: AbortSignal) => Promise<unknown>,
  ) {
    this.ended = work(this.nobodyWaits.signal);
    // Those who wait get the error; when all have left, nobody needs it.
    this.ended.catch(() => undefined);
  }

  /** Called off: somebody who comes now needs work of his own. */
  get abandoned(): boolean {
    return this.nobodyWaits.signal.aborted;
  }

  /** @throws the work's error, or the signal's reason as soon as it aborts */
  async wait(signal: AbortSignal): Promise<unknown> {
    this.waiting += 1;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([this.ended, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      this.waiting -= 1;
      if (this.waiting === 0)
        this.nobodyWaits.abort(signal.aborted ? signal.reason : new Error('nobody waits any more'));
    }
  }
}
