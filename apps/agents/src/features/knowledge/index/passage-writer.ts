import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Table } from '@lancedb/lancedb';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { revisionPrefix, tableName, type IndexPlace, type PassageRow } from './index-spec.js';
import { lance } from './lance.js';
import { PassageTables, vectorIndexFrom } from './passage-tables.js';

/** Passages that wait for the word index at most; until they are in it, each search looks at them one by one. */
const mostUnindexed = 4000;
/** After the last write, ms. */
const restMs = 1000;
/** Earlier versions of a table stay for whoever is reading them, ms. */
const keptMs = 60_000;

type Work = { rows: readonly PassageRow[] } | { filter: string };
interface Waiting {
  work: Work;
  done(): void;
  fail(error: unknown): void;
}
interface Lane {
  place: IndexPlace;
  queue: Waiting[];
  isWorking: boolean;
  /** Settles when nothing waits any more. */
  working: Promise<void>;
  unindexed: number;
  timer?: NodeJS.Timeout | undefined;
}

/**
 * Writes passages. What is asked for while a write is under way goes into the next one together: a commit costs the same for one passage
 * as for a thousand.
 */
@Injectable()
export class PassageWriter implements BeforeApplicationShutdown {
  private readonly lanes = new Map<string, Lane>();
  /** One after the other, whatever the table: the engine starts as many threads for each. */
  private indexing: Promise<void> = Promise.resolve();

  constructor(
    private readonly tables: PassageTables,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    for (const { timer } of this.lanes.values()) clearTimeout(timer);
    await Promise.allSettled([...this.lanes.values()].flatMap(({ working }) => working ?? []));
    await this.indexing;
  }

  /** Appends. Twice is twice: what counts is the revision that the document's row names. */
  add(place: IndexPlace, rows: readonly PassageRow[]): Promise<void> {
    return rows.length === 0 ? Promise.resolve() : this.ask(place, { rows });
  }

  /** Takes passages of a document out; all but those of one revision, and none of a later reading than `through`, where these are named. */
  remove(
    place: IndexPlace,
    document: string,
    { keep, through }: { keep?: string; through?: number } = {},
  ): Promise<void> {
    const earlier = through === undefined ? '' : ` AND rev < '${revisionPrefix(through + 1)}'`;
    const others = earlier + (keep === undefined ? '' : ` AND rev <> '${keep}'`);
    return this.removeWhere(place, `(document = '${document}'${others})`);
  }

  /** Takes passages of these revisions out. */
  async removeRevisions(place: IndexPlace, revisions: readonly { id: string; rev: string }[]): Promise<void> {
    if (revisions.length === 0) return;
    const pairs = revisions.map(({ id, rev }) => `(document = '${id}' AND rev = '${rev}')`);
    await this.removeWhere(place, pairs.join(' OR '));
  }

  /** When this resolves, every passage is in the indexes. */
  async settle(place: IndexPlace): Promise<void> {
    const lane = this.lane(place);
    await lane.working;
    await this.index(lane);
  }

  private async removeWhere(place: IndexPlace, filter: string): Promise<void> {
    if (await this.tables.find(place)) await this.ask(place, { filter });
  }

  private lane(place: IndexPlace): Lane {
    const key = `${place.companyId}/${tableName(place)}`;
    const known = this.lanes.get(key);
    if (known) return known;
    const lane: Lane = { place, queue: [], isWorking: false, working: Promise.resolve(), unindexed: 0 };
    this.lanes.set(key, lane);
    return lane;
  }

  private ask(place: IndexPlace, work: Work): Promise<void> {
    const lane = this.lane(place);
    return new Promise((done, fail) => {
      lane.queue.push({ work, done, fail });
      if (lane.isWorking) return;
      lane.isWorking = true;
      lane.working = this.drain(lane);
    });
  }

  private async drain(lane: Lane): Promise<void> {
    clearTimeout(lane.timer);
    // What is asked for in this very moment is part of the first write already.
    await Promise.resolve();
    while (lane.queue.length > 0) {
      const batch = lane.queue.splice(0);
      try {
        await this.write(lane, batch);
        batch.forEach(({ done }) => done());
      } catch (error) {
        batch.forEach(({ fail }) => fail(error));
      }
      if (lane.unindexed >= mostUnindexed) await this.index(lane);
    }
    // In the same breath as the look at the queue: who asks from now on begins anew.
    lane.isWorking = false;
    lane.timer = setTimeout(() => void this.index(lane), restMs);
    lane.timer.unref();
  }

  private async write(lane: Lane, batch: readonly Waiting[]): Promise<void> {
    const rows = batch.flatMap(({ work }) => ('rows' in work ? work.rows : []));
    const filters = batch.flatMap(({ work }) => ('filter' in work ? [work.filter] : []));
    const dims = rows.find(({ vector }) => vector)?.vector?.length;
    if (rows.length > 0) {
      const table = await this.tables.findOrCreate(lane.place, dims);
      await table.add(rows as unknown as Record<string, unknown>[]);
      await this.tables.ensureIndexes(lane.place, table);
    }
    const table = filters.length > 0 ? await this.tables.find(lane.place) : undefined;
    if (table) await table.delete(filters.join(' OR '));
    lane.unindexed += rows.length + filters.length;
  }

  /** Brings what was written into the indexes, and tidies up. A failure costs time at each search, and nothing else. */
  private index(lane: Lane): Promise<void> {
    this.indexing = this.indexing.then(async () => {
      const { unindexed } = lane;
      if (unindexed === 0) return;
      try {
        const table = await this.tables.find(lane.place);
        if (table) await this.optimize(table, lane.place);
        lane.unindexed -= unindexed;
      } catch (error) {
        this.logger.warn(
          { error, table: tableName(lane.place) },
          'the index of a knowledge base was not brought up to date',
        );
      }
    });
    return this.indexing;
  }

  private async optimize(table: Table, { index }: IndexPlace): Promise<void> {
    await table.optimize({ cleanupOlderThan: new Date(Date.now() - keptMs) });
    if (index.model === null || (await table.countRows()) < vectorIndexFrom) return;
    if ((await table.listIndices()).some(({ columns }) => columns.includes('vector'))) return;
    const { Index } = await lance();
    await table.createIndex('vector', { config: Index.hnswSq({ distanceType: 'cosine' }) });
  }
}
