import type { Job } from '#libs/contracts';

/** At most this often a job's progress is written down, ms. */
const everyMs = 500;

/** Keeps what a call tells of its progress from becoming a write each: the last word counts. */
export class ProgressWriter {
  private pending: Job['progress'] | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly write: (progress: Job['progress']) => Promise<void>) {}

  tell({ done, message }: { done?: number | undefined; message?: string | undefined }): void {
    this.pending = {
      done: done === undefined || !Number.isFinite(done) ? null : Math.min(1, Math.max(0, done)),
      message: message === undefined ? null : message.slice(0, 500),
    };
    if (this.timer) return;
    this.flush();
    this.timer = setInterval(() => this.flush(), everyMs);
    this.timer.unref();
  }

  /** Writes the last word; nothing is written after this resolves. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    this.flush();
    await this.writing;
  }

  private flush(): void {
    const progress = this.pending;
    if (!progress) return;
    this.pending = undefined;
    // A bar that lags is no reason to fail a call.
    this.writing = this.writing.then(() => this.write(progress)).catch(() => undefined);
  }
}
