import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#libs/platform/database';
import { MemoryEventBus, OutboxRelay } from '#libs/platform/events';
import { MemoryLiveBus } from '#libs/platform/live';
import { silentLogger } from '#libs/platform/logging';

/** What the dead left in the outbox gets its positions, at the latest when their lease has run out. @throws Error when it does not */
export async function relayAll(db: Database, withinMs = 30_000): Promise<void> {
  const relay = new OutboxRelay({
    db,
    bus: new MemoryEventBus(),
    live: new MemoryLiveBus(),
    holder: 'the last one',
    logger: silentLogger(),
  });
  relay.start();
  try {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(50)) {
      if ((await db.query('SELECT seq FROM outbox WHERE position IS NULL LIMIT 1')).length === 0) return;
    }
    throw new Error(`The outbox was not relayed within ${withinMs} ms`);
  } finally {
    await relay.stop();
  }
}
