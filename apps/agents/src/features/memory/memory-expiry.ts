import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { MemoryStore } from './memory-store.js';

/** What is over is not given to anybody from that moment on; it is deleted within so long. Milliseconds. */
const pauseMs = 600_000;

/** Deletes memories whose time is over; one process of the cluster at a time, by lease. */
@Injectable()
export class MemoryExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;

  constructor(db: Database, store: MemoryStore, @Inject(serviceLogger) logger: Logger) {
    const lease = new Lease(db, 'memory-expiry', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: async () => (await store.sweep()) > 0, idleMs: pauseMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
