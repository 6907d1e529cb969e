import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { AppError } from '#libs/contracts';
import { WakeUps, type Closeable, type HintCounts, type SqlStore, type SqlTransaction } from '#libs/durable';
import { isDuplicateKey, outsideTransaction, type Database } from '#libs/platform/database';

type Run = SqlStore['run'];

/** A store of which single statements can be changed; the rest goes through. */
abstract class FaultyStore implements SqlStore {
  constructor(protected readonly db: Database) {}

  get dialect(): SqlStore['dialect'] {
    return this.db.dialect;
  }

  get sql(): SqlStore['sql'] {
    return this.db.sql;
  }

  query<R extends object>(...args: Parameters<SqlStore['query']>): Promise<R[]> {
    return this.db.query<R>(...args);
  }

  run(...args: Parameters<Run>): ReturnType<Run> {
    return this.changed((...inner) => this.db.run(...inner), ...args);
  }

  transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const waiting: Parameters<Run>[] = [];
      const changed = (...args: Parameters<Run>) => this.changed((...inner) => tx.run(...inner), ...args);
      const flush = async () => {
        for (const args of waiting.splice(0)) await changed(...args);
      };
      const result = await work({
        dialect: tx.dialect,
        sql: tx.sql,
        query: async <R extends object>(...args: Parameters<SqlStore['query']>) => {
          await flush();
          return tx.query<R>(...args);
        },
        run: async (...args) => {
          await flush();
          return changed(...args);
        },
        later: (...args) => void waiting.push(args),
        afterCommit: (act) => tx.afterCommit(act),
      });
      await flush();
      return result;
    });
  }

  now(): Promise<number> {
    return this.db.now();
  }

  protected abstract changed(run: Run, ...args: Parameters<Run>): ReturnType<Run>;
}

/** Fencing off: a row that collides with another holder's is appended behind it, again and again while that one writes on. */
export class UnfencedStore extends FaultyStore {
  protected async changed(run: Run, sql: string, params: Parameters<Run>[1] = []): ReturnType<Run> {
    for (let tries = 1, first = 0; ; tries++) {
      try {
        return await run(
          sql,
          first === 0
            ? params
            : params.map((value, index) => (index % 6 === 1 ? first + Math.floor(index / 6) : value)),
        );
      } catch (error) {
        if (!sql.startsWith('INSERT INTO durable_history') || !isDuplicateKey(error) || tries === 20) throw error;
        const [last] = await this.db.query<{ seq: number }>(
          'SELECT MAX(seq) AS seq FROM durable_history WHERE run_id = ?',
          [params[0]!],
        );
        first = last!.seq + 1;
      }
    }
  }
}

/** The outbox outside of the transaction: written by itself, while the commit that it tells of fails once and is repeated. */
export class LooseOutboxStore extends FaultyStore {
  private failed = false;

  protected async changed(run: Run, ...[sql, params]: Parameters<Run>): ReturnType<Run> {
    if (!sql.startsWith('INSERT INTO outbox')) return run(sql, params);
    const answer = await outsideTransaction(() => this.db.run(sql, params));
    if (this.failed) return answer;
    this.failed = true;
    throw new AppError('DATABASE_BUSY');
  }
}

/** Jobs whose id is the run's alone, and that are kept when they are done: each further wake of a run is dropped in silence. */
export class ReusedJobIds extends WakeUps {
  private readonly connection: { host: string; port: number; db: number };
  private readonly name = `reused-${randomBytes(4).toString('hex')}`;
  private readonly queue: Queue<{ run: string }>;

  constructor(redisUrl: string) {
    super();
    const { hostname, port, pathname } = new URL(redisUrl);
    this.connection = { host: hostname, port: Number(port), db: Number(pathname.slice(1) || 0) };
    this.queue = new Queue(this.name, { connection: this.connection });
  }

  wake(run: string, _wake: number, at?: number): void {
    const delay = at === undefined ? 0 : Math.max(0, at - Date.now());
    void this.queue.add('wake', { run }, { jobId: run, delay, removeOnComplete: false }).catch(() => undefined);
  }

  onWake(handle: (runId: string) => Promise<void>): Closeable {
    const worker = new Worker<{ run: string }>(this.name, ({ data }) => handle(data.run), {
      connection: this.connection,
    });
    return { close: () => worker.close() };
  }

  async counts(): Promise<HintCounts> {
    const { waiting = 0, active = 0, delayed = 0, failed = 0 } = await this.queue.getJobCounts();
    return { waiting, active, delayed, failed };
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}

/** A look-up without its tenant filter: whichever row comes first. */
export const unfilteredSettings = (db: Database) => ({
  async wordOf(): Promise<string | undefined> {
    const [row] = await db.query<{ word: string }>(
      "SELECT word FROM chaos_settings WHERE name = 'word' ORDER BY id LIMIT 1",
    );
    return row?.word;
  },
});
