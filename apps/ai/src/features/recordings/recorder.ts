import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import type { RecordingRow } from './recording.entity.js';
import { RecordingsRepository } from './recordings.repository.js';

/** Being written at the same time; what comes beyond that is not recorded. */
const mostWaiting = 200;

/** Writes recordings behind the calls' back: no call waits for it, and none fails because of it. */
@Injectable()
export class Recorder implements OnApplicationShutdown {
  private readonly waiting = new Set<Promise<void>>();

  constructor(
    private readonly recordings: RecordingsRepository,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  /** @param row is asked for its content later, when nobody waits */
  add(row: () => Omit<RecordingRow, 'at' | 'expiresAt'>, keepMs: number): void {
    if (this.waiting.size >= mostWaiting) {
      this.logger.warn({ waiting: mostWaiting }, 'a call was not recorded: too many are being written');
      return;
    }
    const written = new Promise((done) => setImmediate(done))
      .then(() => this.recordings.keep(row(), keepMs))
      .catch((error: unknown) => this.logger.warn({ error }, 'a call was not recorded'))
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }

  /** Resolves when everything is written that was added so far. */
  async settled(): Promise<void> {
    while (this.waiting.size > 0) await Promise.all(this.waiting);
  }

  onApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}
