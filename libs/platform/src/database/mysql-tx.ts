import type { Pool, PoolConnection } from 'mysql2';
import type { DataSource, EntityManager } from 'typeorm';
import type { SqlValue, Tx } from './database.port.js';
import { mysqlDialect } from './dialect.js';
import { requireEntities } from './entity-source.js';
import { failureKind, isConnectionLost, translate } from './failures.js';
import { connectionOf } from './mysql-pool.js';
import { PooledMysqlQueryRunner } from './mysql-query-runner.js';
import { changesOf, rowsOf, sendTogether, type Answer } from './mysql-send.js';
import { mysqlText } from './mysql-text.js';
import { TransactionState } from './transaction.js';

/** Characters of one packet, well below the smallest default of `max_allowed_packet` (16 MiB), at up to four bytes each. */
const packetLength = 2 * 1024 * 1024;
/** A connection that lay idle for longer is spoken to before anything is entrusted to it that could be lost in doubt. */
const freshMs = 1000;
const mostConnectionsTried = 10;
const begins = 'START TRANSACTION';

const answeredAt = new WeakMap<PoolConnection, number>();

/**
 * One open MySQL transaction on a connection of its own. What needs no answer of its own (its beginning, `later`, its commit) shares a
 * packet with what does: a transaction costs as many round trips as it reads things, and at least one.
 */
export class MysqlTx extends TransactionState implements Tx {
  readonly dialect = 'mysql';
  readonly sql = mysqlDialect;
  private runner: PooledMysqlQueryRunner | undefined;
  /** What the next packet begins with. */
  private pending: string[] = [begins];
  private begun = false;
  /** The first packet is under way, or more than one: whoever comes meanwhile comes after it. */
  private turn: Promise<unknown> | undefined;

  private constructor(
    private readonly pool: Pool,
    private readonly dataSource: DataSource | undefined,
    public connection: PoolConnection,
  ) {
    super();
  }

  static async begin(pool: Pool, dataSource: DataSource | undefined): Promise<MysqlTx> {
    return new MysqlTx(pool, dataSource, await connectionOf(pool));
  }

  get manager(): EntityManager {
    this.assertOpen();
    const dataSource = requireEntities(this.dataSource);
    this.runner ??= new PooledMysqlQueryRunner(dataSource.driver as never, this);
    return (this.runner.manager ??= dataSource.createEntityManager(this.runner));
  }

  async query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return rowsOf<T>(await this.ask(mysqlText(sql, params)));
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number }> {
    return changesOf(await this.ask(mysqlText(sql, params)));
  }

  later(sql: string, params?: readonly SqlValue[]): void {
    this.assertOpen();
    this.pending.push(mysqlText(sql, params));
  }

  /** Everything before a statement that goes another way, by TypeORM. */
  async flush(): Promise<void> {
    if (this.pending.length > 0 || this.turn) await this.ask(undefined);
  }

  /** No statement may follow. @throws the error of a statement that waited for this */
  async commit(): Promise<void> {
    while (this.turn) await this.turn;
    this.assertOpen();
    this.end();
    if (!this.begun && this.pending.length === 1) return;
    const idleMs = performance.now() - (answeredAt.get(this.connection) ?? -Infinity);
    if (!this.begun && idleMs > freshMs) await this.deliver([this.pending.shift()!], false);
    await this.deliver([...this.pending.splice(0), 'COMMIT'], true);
  }

  /** For good: the connection goes back, or ends with whatever is open on it. */
  async rollBack(): Promise<void> {
    this.end();
    try {
      if (this.begun) await sendTogether(this.connection, ['ROLLBACK']);
      this.release();
    } catch {
      // The server rolls back what a closed connection left open.
      this.connection.destroy();
    }
  }

  release(): void {
    answeredAt.set(this.connection, performance.now());
    this.connection.release();
  }

  override end(): void {
    super.end();
    if (this.runner) this.runner.isReleased = true;
  }

  private async ask(text: string | undefined): Promise<Answer> {
    while (this.turn) await this.turn;
    this.assertOpen();
    const before = this.pending.splice(0);
    // Nobody waits for the answers of those before it, so nobody may get away with swallowing their errors.
    const areAwaited = before.every((one) => one === begins);
    try {
      return await this.deliver(text === undefined ? before : [...before, text], false);
    } catch (error) {
      if (!areAwaited) this.doomed(error);
      // A repeatable fault must reach `withRetries` as it is.
      throw failureKind(error) === 'repeat' ? error : translate(error);
    }
  }

  /** In as few packets as they fit into. @returns what the server says to the last statement */
  private async deliver(texts: readonly string[], commits: boolean): Promise<Answer> {
    const packets = packetsOf(texts);
    if (packets.length === 1 && this.begun) return this.sendPacket(packets[0]!, commits);
    const delivery = this.sendPackets(packets, commits);
    const over = (): void => void (this.turn = undefined);
    this.turn = delivery.then(over, over);
    return delivery;
  }

  private async sendPackets(packets: readonly string[][], commits: boolean): Promise<Answer> {
    let answer: Answer = [];
    for (const packet of packets) answer = await this.sendPacket(packet, commits && packet === packets.at(-1));
    return answer;
  }

  /** A connection that died while it lay in the pool shows only now; before the first answer nothing has happened, so another is tried. */
  private async sendPacket(texts: readonly string[], commits: boolean): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      try {
        const answer = await sendTogether(this.connection, texts);
        this.begun = true;
        return answer;
      } catch (error) {
        const isSafe = !this.begun && !commits && isConnectionLost(error);
        if (!isSafe || tried > mostConnectionsTried) {
          this.begun = true;
          this.failed(error);
          throw error;
        }
        this.connection.destroy();
        this.connection = await connectionOf(this.pool);
      }
    }
  }
}

function packetsOf(texts: readonly string[]): string[][] {
  if (texts.length === 0) return [];
  let last: string[] = [];
  const packets = [last];
  let length = 0;
  for (const text of texts) {
    if (last.length > 0 && length + text.length > packetLength) {
      packets.push((last = []));
      length = 0;
    }
    last.push(text);
    length += text.length;
  }
  return packets;
}
