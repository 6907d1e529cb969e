import type { WatchedEvent, Watcher } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A rule: when this happens, tell these. */
export const watcherColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  event: column.key<WatchedEvent>(32),
  filter: column.text(2000).nullable(),
  olderThanMs: column.int(),
  people: column.json<string[]>(),
  ways: column.json<Watcher['by']>(),
  channelIds: column.json<string[]>(),
  throttleMs: column.int(),
  enabled: column.bool(),
  /** Of `queue.aged`: false from the moment it told until the queue is younger again. */
  armed: column.bool(),
  lastFiredAt: column.millis().nullable(),
  firedCount: column.int(),
  heldBack: column.int(),
  lastError: column.text().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type WatcherRow = RowOf<typeof watcherColumns>;
export const watcherEntity = defineEntity('watchers', watcherColumns, {
  audit: {
    noun: 'watcher',
    label: 'name',
    quiet: ['armed', 'lastFiredAt', 'firedCount', 'heldBack', 'lastError', 'updatedAt'],
  },
});
