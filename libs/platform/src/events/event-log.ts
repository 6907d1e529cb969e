import { AppError, rpc, services, type EventEnvelope, type ServiceName } from '#libs/contracts';
import type { Database, SqlExecutor } from '#libs/platform/database';
import type { HandlerEntry } from '#libs/platform/rpc';
import { z } from 'zod';

/** Characters of event data in one answer. */
const answerBound = 4 * 1024 * 1024;

export interface OutboxRow {
  seq: number;
  id: string;
  type: string;
  company_id: string;
  at: number;
  data: string;
  trace: string | null;
  position: number;
}

export const toEnvelope = (producer: ServiceName, row: OutboxRow): EventEnvelope => ({
  id: row.id,
  type: row.type,
  producer,
  position: Number(row.position),
  companyId: row.company_id,
  at: new Date(Number(row.at)).toISOString(),
  data: JSON.parse(row.data) as unknown,
  ...(row.trace ? { trace: row.trace } : {}),
});

const envelope = z.object({
  id: z.string(),
  type: z.string(),
  producer: z.enum(services),
  position: z.number().int(),
  companyId: z.string(),
  at: z.string(),
  data: z.unknown(),
  trace: z.string().optional(),
});

const requestOf = z.object({
  after: z.number().int().min(0).meta({ description: 'The last position that the consumer has' }),
  types: z.array(z.string()).max(200),
  limit: z.number().int().min(1).max(500).default(200),
});
const answerOf = z.object({
  events: z.array(envelope),
  through: z.number().int().meta({ description: 'Up to here nothing is missing in `events`' }),
  last: z.number().int().meta({ description: 'The last position given so far' }),
});
export type EventPage = z.output<typeof answerOf>;

/** `<service>.events.readFrom`: how consumers catch up. EVENTS_GONE carries `last`. */
export const readFromSpec = (service: ServiceName) =>
  rpc({
    service,
    method: `${service}.events.readFrom`,
    permission: 'service',
    timeoutMs: 5000,
    request: requestOf,
    response: answerOf,
    problems: ['EVENTS_GONE'],
  });

/** The relay's last position. */
export const lastPosition = async (on: SqlExecutor): Promise<number> => {
  const [row] = await on.query<{ position: number }>("SELECT position FROM event_leases WHERE name = 'relay'");
  return Number(row?.position ?? 0);
};

/**
 * Relayed events after a position.
 * @throws EVENTS_GONE when some of them are no longer kept, or the position was never given (the database was restored)
 */
export async function readFrom(db: Database, request: z.output<typeof requestOf>): Promise<EventPage> {
  const { after, types, limit } = request;
  const last = await lastPosition(db);
  const [kept] = await db.query<{ first: number | null }>('SELECT MIN(position) AS first FROM outbox');
  const first = kept?.first === null || kept === undefined ? last + 1 : Number(kept.first);
  if (after > last || after + 1 < first) throw new AppError('EVENTS_GONE', { first, last });
  if (after === last || types.length === 0) return { events: [], through: last, last };
  const rows = await db.query<OutboxRow>(
    `SELECT seq, id, type, company_id, at, data, trace, position FROM outbox
     WHERE position > ? AND position <= ? AND type IN (${types.map(() => '?').join(', ')}) ORDER BY position LIMIT ${limit}`,
    [after, last, ...types],
  );
  const page = withinBound(rows);
  const whole = page.length === rows.length && rows.length < limit;
  return {
    events: page.map((row) => toEnvelope(db.service as ServiceName, row)),
    through: whole ? last : Number(page.at(-1)?.position ?? after),
    last,
  };
}

/** As many rows as one answer holds, and at least one. */
const withinBound = (rows: OutboxRow[]): OutboxRow[] => {
  let size = 0;
  return rows.filter((row, index) => (size += row.data.length) <= answerBound || index === 0);
};

/** The handler that every service serves. */
export const readFromHandler = (db: Database): HandlerEntry => ({
  spec: readFromSpec(db.service as ServiceName),
  name: 'events.readFrom',
  handle: (_caller, request) => readFrom(db, request as z.output<typeof requestOf>),
});
