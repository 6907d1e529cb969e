import type {
  Recorded,
  RecordedEffect,
  RecordedFact,
  RecordedListing,
  RecordedMessage,
  RecordedRow,
  RecordedRun,
} from './recorded.js';

/** Where the judge reads: a MySQL schema, or an SQLite file that nobody has open. */
export type RecordedPlace = { url: string } | { file: string };

type Read = <T>(sql: string) => Promise<T[]>;

async function openPlace(place: RecordedPlace): Promise<{ read: Read; close: () => Promise<void> }> {
  if ('url' in place) {
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({ uri: place.url });
    return {
      read: async <T>(sql: string) => (await connection.query(sql))[0] as T[],
      close: () => connection.end(),
    };
  }
  const { default: Sqlite } = await import('libsql');
  const file = new Sqlite(place.file, { readonly: true } as never);
  return {
    read: async <T>(sql: string) => file.prepare(sql).all() as T[],
    close: async () => void file.close(),
  };
}

/** A table that this database does not have reads as undefined. */
const ifThere = <T>(rows: Promise<T[]>): Promise<T[] | undefined> =>
  rows.catch((error: unknown) => {
    if (/no such table|doesn't exist/.test(String(error))) return undefined;
    throw error;
  });

/** What happened in one commit may share a row; the judge reads each event by itself, without the runner's own code. */
function eachEvent(row: RecordedRow): RecordedRow[] {
  if (!row.event.startsWith('{"pack":')) return [row];
  const { outputs, events } = JSON.parse(row.event) as { outputs: string; events: object[] };
  const beside = JSON.parse(row.output ?? '[]') as unknown[];
  return events.map((event, index) => ({
    ...row,
    seq: row.seq + index,
    event: JSON.stringify(event),
    output: outputs[index] === '1' ? JSON.stringify(beside.shift() ?? null) : null,
  }));
}

/** Everything that the judge needs, read over a connection of its own. */
export async function readRecorded(
  place: RecordedPlace,
  { effects, accepted }: { effects: readonly RecordedEffect[]; accepted: readonly string[] },
): Promise<Recorded> {
  const { read, close } = await openPlace(place);
  try {
    const leases = await ifThere(read<{ position: number }>("SELECT position FROM event_leases WHERE name = 'relay'"));
    return {
      runs: await read<RecordedRun>(
        'SELECT id, kind, company_id, status, lease, lease_worker, finished_at FROM durable_runs ORDER BY id',
      ),
      rows: (
        await read<RecordedRow>('SELECT run_id, seq, lease, event, output FROM durable_history ORDER BY run_id, seq')
      ).flatMap(eachEvent),
      messages: await read<RecordedMessage>('SELECT run_id, message_id, folded_seq FROM durable_inbox'),
      facts: await ifThere(read<RecordedFact>('SELECT id, type, company_id, data, position FROM outbox ORDER BY seq')),
      listings: await ifThere(read<RecordedListing>('SELECT id, company_id, status FROM runs')),
      lastPosition: leases?.[0] === undefined ? undefined : Number(leases[0].position),
      effects,
      accepted,
    };
  } finally {
    await close();
  }
}
