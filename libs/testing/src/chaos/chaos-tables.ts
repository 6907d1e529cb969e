import { runEventsOut } from '#libs/contracts';
import { durableMigrations, type RunChange, type SqlTransaction } from '#libs/durable';
import {
  column,
  createTable,
  defineEntity,
  openDatabase,
  TenantRepository,
  type Database,
  type Migration,
} from '#libs/platform/database';
import { eventMigrations, type Outbox } from '#libs/platform/events';
import { silentLogger } from '#libs/platform/logging';

/** Where the database of a chaos run lies: a MySQL schema, or a folder with an SQLite file. */
export interface ChaosAddress {
  dataDir: string;
  url?: string;
}

const runColumns = { id: column.id(), companyId: column.id(), status: column.key(16) };
const settingColumns = { id: column.id(), companyId: column.id(), name: column.key(32), word: column.key(64) };
export const settingEntity = defineEntity('chaos_settings', settingColumns);

const tables: readonly Migration[] = [
  { name: 'chaos-0001-runs', change: createTable('runs', { columns: runColumns, primary: ['id'] }) },
  { name: 'chaos-0002-settings', change: createTable('chaos_settings', { columns: settingColumns, primary: ['id'] }) },
];

/** The tables of a service that runs things: durable's, the outbox, a list of runs, and a record of each company. */
export const openChaosDatabase = (address: ChaosAddress): Promise<Database> =>
  openDatabase({
    service: 'company',
    ...address,
    entities: [settingEntity],
    migrations: [...durableMigrations, ...eventMigrations, ...tables],
    logger: silentLogger(),
  });

/** What each company has one of, and no other company may see: its own id. */
export class ChaosSettings {
  private readonly rows: TenantRepository<{ id: string; companyId: string; name: string; word: string }>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, settingEntity);
  }

  async prepare(companies: readonly string[]): Promise<void> {
    for (const company of companies)
      await this.db.run(
        `${this.db.sql.insertIgnore} INTO chaos_settings (id, company_id, name, word) VALUES (?, ?, 'word', ?)`,
        [`set_${company}`, company, company],
      );
  }

  async wordOf(companyId: string): Promise<string | undefined> {
    return (await this.rows.findOne(companyId, { name: 'word' }))?.word;
  }
}

const workflow = { workflowId: 'wf_01h455vb4pex5vsknk084sn02q', workflowName: 'Chaos', version: 1 } as const;

/** The list and the outbox follow each change of status in its own commit, as they do in the services. */
export function projectTo(outbox: Outbox) {
  return async (tx: SqlTransaction, changes: readonly RunChange[]): Promise<void> => {
    for (const { run, from, to, error } of changes) {
      if (from === to) continue;
      const data = { runId: run.id as never, ...workflow };
      const { companyId } = run;
      await tx.run('UPDATE runs SET status = ? WHERE id = ?', [to, run.id]);
      if (from === 'queued') await outbox.add(tx, runEventsOut.runStarted, { companyId, data });
      if (to === 'succeeded')
        await outbox.add(tx, runEventsOut.runSucceeded, {
          companyId,
          data: { ...data, usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 } },
        });
      if (to === 'failed')
        await outbox.add(tx, runEventsOut.runFailed, {
          companyId,
          data: { ...data, error: { code: error?.code ?? '', message: '' } },
        });
      if (to === 'cancelled') await outbox.add(tx, runEventsOut.runCancelled, { companyId, data });
    }
  };
}
