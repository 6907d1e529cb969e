import type { EventEnvelope, ServiceName } from '#libs/contracts';
import type { Database, Tx } from '#libs/platform/database';
import type { EventConsumer } from './consumer.js';

export interface EventLetterKey {
  consumer: string;
  producer: ServiceName;
  position: number;
}

const where = 'WHERE consumer = ? AND producer = ? AND position = ?';
const params = ({ consumer, producer, position }: EventLetterKey) => [consumer, producer, position];

/** Events that a consumer of this service was given up for: read, handled once more, or forgotten. */
export class EventDeadLetters {
  private consumers = new Map<string, EventConsumer>();

  constructor(private readonly db: Database) {}

  /** The consumers of this service, once they are made. */
  know(consumers: readonly EventConsumer[]): void {
    this.consumers = new Map(consumers.map((consumer) => [consumer.name, consumer]));
  }

  /** The event, or undefined when it was redriven or forgotten. */
  async get(key: EventLetterKey): Promise<EventEnvelope | undefined> {
    const [row] = await this.db.query<{ event: string }>(`SELECT event FROM event_dead_letters ${where}`, params(key));
    return row && (JSON.parse(row.event) as EventEnvelope);
  }

  /** Letters that lie here. */
  async count(): Promise<number> {
    const [row] = await this.db.query<{ letters: number }>('SELECT COUNT(*) AS letters FROM event_dead_letters');
    return Number(row?.letters ?? 0);
  }

  /**
   * Handles the event once more: its effect, the end of the letter and `also` are one commit. It comes after events that followed it.
   * @returns false when there is no such letter (any more): then nothing was done
   * @throws what the consumer throws; the letter stays
   */
  redrive(key: EventLetterKey, also: (tx: Tx) => Promise<void> = async () => undefined): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ event: string }>(
        `SELECT event FROM event_dead_letters ${where}${tx.sql.forUpdate}`,
        params(key),
      );
      const consumer = this.consumers.get(key.consumer);
      if (!row || !consumer) return false;
      await consumer.handle(tx, JSON.parse(row.event) as Parameters<EventConsumer['handle']>[1]);
      await this.forget(tx, key);
      await also(tx);
      return true;
    });
  }

  async forget(tx: Pick<Tx, 'run'>, key: EventLetterKey): Promise<void> {
    await tx.run(`DELETE FROM event_dead_letters ${where}`, params(key));
  }
}
