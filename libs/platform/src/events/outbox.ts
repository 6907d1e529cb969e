import { context, propagation } from '@opentelemetry/api';
import { AppError, type EventSpec, type ServiceName } from '#libs/contracts';
import { typeidUnboxed } from 'typeid-js';
import type { z } from 'zod';

/** The outbox holds changes of status, not payloads. */
const dataBound = 256 * 1024;

export interface OutboxEntry<E extends EventSpec = EventSpec> {
  event: E;
  companyId: string;
  data: z.input<E['data']>;
  /** W3C `traceparent` that it belongs to; that of the work at hand unless set. */
  trace?: string | undefined;
}

/** What writing an event needs of an open transaction: platform/database's `Tx`, or the one that durable hands out. */
export interface OutboxTx {
  readonly sql: { readonly now: string };
  later(sql: string, params: readonly (string | null)[]): void;
  afterCommit(act: () => void): void;
}

/** Facts leave a service here, in the commit that made them true. */
export class Outbox {
  constructor(
    readonly service: ServiceName,
    /** Runs after each commit that added something. */
    private readonly afterAdd: () => void = () => undefined,
  ) {}

  /**
   * Writes one event in the caller's transaction.
   * @throws Error when another service produces this event or its data breaks the contract; LIMIT_EXCEEDED above 256 KiB.
   */
  add<E extends EventSpec>(
    tx: OutboxTx,
    event: E,
    { companyId, data }: { companyId: string; data: z.input<E['data']> },
  ): Promise<void> {
    return this.addAll(tx, [{ event, companyId, data }]);
  }

  /** Writes several events, in their order, in one statement. @throws as `add` */
  async addAll(tx: OutboxTx, entries: readonly OutboxEntry[]): Promise<void> {
    this.addLater(tx, entries);
  }

  /** The same for whoever cannot wait. @throws as `add` */
  addLater(tx: OutboxTx, entries: readonly OutboxEntry[]): void {
    if (entries.length === 0) return;
    const trace = currentTrace();
    const rows = entries.map((entry) => this.row(entry, trace));
    const marks = rows.map(() => `(?, ?, ?, ${tx.sql.now}, ?, ?)`).join(', ');
    tx.later(`INSERT INTO outbox (id, type, company_id, at, data, trace) VALUES ${marks}`, rows.flat());
    tx.afterCommit(this.afterAdd);
  }

  private row(entry: OutboxEntry, trace: string | null): (string | null)[] {
    const { event, companyId, data } = entry;
    if (event.producer !== this.service)
      throw new Error(`${event.type} is produced by ${event.producer}, not by ${this.service}`);
    const text = JSON.stringify(event.data.parse(data));
    if (text.length > dataBound)
      throw new AppError('LIMIT_EXCEEDED', { detail: `an event holds at most ${dataBound} characters` });
    return [typeidUnboxed('evt'), event.type, companyId, text, entry.trace ?? trace];
  }
}

const currentTrace = (): string | null => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
};
