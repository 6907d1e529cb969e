import { AppError } from '#libs/contracts';

interface Waiting {
  go(): void;
  refuse(error: Error): void;
}

/** First come, first served: one holder at a time. Taking a free turn costs no tick of the event loop. */
export class Turn {
  private held = false;
  private closed = false;
  private waiting: Waiting[] = [];

  /** Undefined when the turn was free, else a promise of it. @throws SHUTTING_DOWN after `close`. */
  take(): Promise<void> | undefined {
    if (this.closed) throw new AppError('SHUTTING_DOWN');
    if (!this.held) {
      this.held = true;
      return undefined;
    }
    return new Promise((go, refuse) => this.waiting.push({ go, refuse }));
  }

  /** Hands it to the next in line. */
  give(): void {
    const next = this.waiting.shift();
    if (next) next.go();
    else this.held = false;
  }

  /** Nobody gets a turn any more. */
  close(): void {
    this.closed = true;
    for (const { refuse } of this.waiting.splice(0)) refuse(new AppError('SHUTTING_DOWN'));
  }
}
