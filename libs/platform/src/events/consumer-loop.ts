import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type EventEnvelope, type ServiceName } from '#libs/contracts';
import type { Database } from '#libs/platform/database';
import { type Logger, withLogContext } from '#libs/platform/logging';
import type { BuriedEvents } from './buried-events.js';
import type { EventConsumer } from './consumer.js';
import type { EventPage } from './event-log.js';

export interface ConsumerSettings {
  db: Database;
  logger: Logger;
  /** Asks the producer for what comes after a position. */
  readFrom: (request: { after: number; types: string[] }, signal: AbortSignal) => Promise<EventPage>;
  /** Looks for missed events this often. */
  catchUpMs?: number | undefined;
  /** Told, in the transaction that gives an event up. */
  onBuried?: BuriedEvents['onBuried'] | undefined;
  /** Pause before the first repetition of a failed event; doubles each time. */
  retryMs?: number | undefined;
}

/** Events waiting in memory; beyond it they are dropped and caught up later. */
const inboxBound = 1000;
/** How many passed-over events may be read again after a crash. */
const storeEvery = 1000;
/** Failures of one event, other than passing faults, before it becomes a dead letter. */
const attemptBound = 6;

/** One consumer at work on one producer, in the process that holds the reader's lease. */
export class ConsumerLoop {
  private inbox: EventEnvelope[] = [];
  /** Everything up to here is done or does not concern this consumer. */
  private position = 0;
  private stored = 0;
  private rouse: (() => void) | undefined;
  private readonly types: string[];
  private readonly producer: ServiceName;

  constructor(
    private readonly consumer: EventConsumer,
    private readonly settings: ConsumerSettings,
  ) {
    this.types = consumer.events.map(({ type }) => type);
    this.producer = consumer.events[0]!.producer;
  }

  /** Something came over the bus. */
  offer(event: EventEnvelope): void {
    if (event.position <= this.position) return;
    if (this.inbox.length < inboxBound) this.inbox.push(event);
    this.rouse?.();
  }

  /** Works until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.rouse?.(), { once: true });
    for (let loaded = false; !signal.aborted;) {
      try {
        if (!loaded) await this.load();
        loaded = true;
        await this.catchUp(signal);
        await this.follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.settings.logger.warn({ error, consumer: this.consumer.name }, 'catching up failed, will try again');
        await sleep(1000, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Handles what comes over the bus until something is missing or it has been quiet for long. */
  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const event = this.inbox[0];
      if (!event) {
        if (this.position - this.stored > storeEvery) await this.store();
        if (!(await this.woken())) return;
      } else if (event.position > this.position + 1) {
        return;
      } else {
        this.inbox.shift();
        if (event.position === this.position + 1) await this.apply(event, signal);
      }
    }
  }

  private async catchUp(signal: AbortSignal): Promise<void> {
    for (;;) {
      const page = await this.readPage(signal);
      for (const event of page.events) {
        await this.apply(event, signal);
        if (signal.aborted) return;
      }
      this.position = Math.max(this.position, page.through);
      await this.store();
      if (page.through >= page.last) break;
    }
    this.inbox = this.inbox.filter(({ position }) => position > this.position);
    // The producer has not given these positions: it was restored, or they are no events of ours.
    if (this.inbox[0] && this.inbox[0].position > this.position + 1) this.inbox = [];
  }

  private async readPage(signal: AbortSignal): Promise<EventPage> {
    try {
      return await this.settings.readFrom({ after: this.position, types: this.types }, signal);
    } catch (error) {
      if (!AppError.is(error, 'EVENTS_GONE')) throw error;
      const last = Number(error.details['last']);
      this.settings.logger.warn(
        { consumer: this.consumer.name, after: this.position, last },
        'events are gone, reading the current state',
      );
      await this.consumer.resync();
      await this.force(last);
      return { events: [], through: last, last };
    }
  }

  private async apply(event: EventEnvelope, signal: AbortSignal): Promise<void> {
    if (event.position <= this.position) return;
    if (this.types.includes(event.type)) await this.untilDone(event, signal);
    if (!signal.aborted) this.position = event.position;
  }

  /** Repeats a failed event; passing faults for as long as they last, others until the event becomes a dead letter. */
  private async untilDone(event: EventEnvelope, signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (let pause = this.settings.retryMs ?? 200; !signal.aborted; pause = Math.min(pause * 2, 10_000)) {
      try {
        return await this.once(event);
      } catch (error) {
        const passing = AppError.is(error) && error.retry !== 'never' && error.code !== 'INTERNAL';
        if (!passing) failures += 1;
        this.settings.logger.error(
          { error, consumer: this.consumer.name, event: event.type, position: event.position, failures },
          'an event failed',
        );
        if (failures >= attemptBound) return this.bury(event, error);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private once(event: EventEnvelope): Promise<void> {
    const parent = propagation.extract(context.active(), event.trace ? { traceparent: event.trace } : {});
    const name = `${this.consumer.name} ${event.type}`;
    return trace
      .getTracer('events')
      .startActiveSpan(name, { kind: SpanKind.CONSUMER }, parent, (span) =>
        withLogContext({ companyId: event.companyId }, () => this.handled(event).finally(() => span.end())),
      );
  }

  private async handled(event: EventEnvelope): Promise<void> {
    if ((await this.consumer.concerns?.(event)) !== false)
      await this.commit(event, (tx) => this.consumer.handle(tx, event));
  }

  private bury(event: EventEnvelope, error: unknown): Promise<void> {
    return this.commit(event, async (tx) => {
      await tx.run(
        `${tx.sql.insertIgnore} INTO event_dead_letters (consumer, producer, position, at, event, error) VALUES (?, ?, ?, ${tx.sql.now}, ?, ?)`,
        [this.consumer.name, this.producer, event.position, JSON.stringify(event), String(error)],
      );
      await this.settings.onBuried?.(tx, { consumer: this.consumer.name, event, error, attempts: attemptBound });
    });
  }

  /** Effect and position in one commit; nothing when another reader was faster. */
  private async commit(
    event: EventEnvelope,
    effect: (tx: Parameters<EventConsumer['handle']>[0]) => Promise<void>,
  ): Promise<void> {
    await this.settings.db.transaction(async (tx) => {
      const [row] = await tx.query<{ position: number }>(
        `SELECT position FROM event_positions WHERE consumer = ? AND producer = ?${tx.sql.forUpdate}`,
        [this.consumer.name, this.producer],
      );
      if (Number(row?.position ?? 0) >= event.position) return;
      await effect(tx);
      await tx.run('UPDATE event_positions SET position = ? WHERE consumer = ? AND producer = ?', [
        event.position,
        this.consumer.name,
        this.producer,
      ]);
    });
    this.stored = event.position;
  }

  private async load(): Promise<void> {
    const { db } = this.settings;
    const key = [this.consumer.name, this.producer];
    await db.run(`${db.sql.insertIgnore} INTO event_positions (consumer, producer, position) VALUES (?, ?, 0)`, key);
    const [row] = await db.query<{ position: number }>(
      'SELECT position FROM event_positions WHERE consumer = ? AND producer = ?',
      key,
    );
    this.position = this.stored = Number(row?.position ?? 0);
  }

  /** Writes down what was passed over, so that the next start does not read it again. */
  private async store(): Promise<void> {
    if (this.stored >= this.position) return;
    await this.settings.db.run(
      'UPDATE event_positions SET position = ? WHERE consumer = ? AND producer = ? AND position < ?',
      [this.position, this.consumer.name, this.producer, this.position],
    );
    this.stored = this.position;
  }

  private async force(position: number): Promise<void> {
    await this.settings.db.run('UPDATE event_positions SET position = ? WHERE consumer = ? AND producer = ?', [
      position,
      this.consumer.name,
      this.producer,
    ]);
    this.position = this.stored = position;
  }

  /** False when it stayed quiet until the next catch-up is due. */
  private async woken(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise<boolean>(
      (done) => (timer = setTimeout(() => done(false), this.settings.catchUpMs ?? 30_000)),
    );
    const roused = new Promise<boolean>((done) => (this.rouse = () => done(true)));
    const answer = await Promise.race([quiet, roused]);
    clearTimeout(timer);
    this.rouse = undefined;
    return answer;
  }
}
