import type { SqlExecutor } from './sql-store.port.js';

/** One change of the schema, as `platform/database` applies it. Bears repetition. */
export interface DurableMigration {
  readonly name: string;
  readonly change: { readonly title: string; apply(schema: Pick<SqlExecutor, 'dialect' | 'run'>): Promise<void> };
}

type Kind = 'id' | 'hash' | 'key' | 'word' | 'int' | 'millis' | 'json' | 'text';

const mysqlTypes: Record<Kind, string> = {
  id: 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin',
  hash: 'VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin',
  key: 'VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin',
  word: 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin',
  int: 'INT',
  millis: 'BIGINT',
  json: 'MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  text: 'VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
};
const sqliteTypes: Record<Kind, string> = {
  id: 'TEXT',
  hash: 'TEXT',
  key: 'TEXT',
  word: 'TEXT',
  int: 'INTEGER',
  millis: 'INTEGER',
  json: 'TEXT',
  text: 'TEXT',
};

interface Table {
  name: string;
  /** `kind` then anything that both dialects understand. */
  columns: Record<string, `${Kind}${' NULL' | ' NOT NULL' | ` NOT NULL DEFAULT ${string}`}`>;
  primary: string[];
  indexes?: Record<string, string[]>;
}

function createTable({ name, columns, primary, indexes = {} }: Table): DurableMigration['change'] {
  return {
    title: `create table ${name}`,
    async apply(schema) {
      const types = schema.dialect === 'mysql' ? mysqlTypes : sqliteTypes;
      const lines = Object.entries(columns).map(([column, words]) => {
        const [kind = '', ...rest] = words.split(' ');
        return `${column} ${types[kind as Kind]} ${rest.join(' ')}`;
      });
      lines.push(`PRIMARY KEY (${primary.join(', ')})`);
      if (schema.dialect === 'mysql') {
        for (const [index, list] of Object.entries(indexes)) lines.push(`KEY ${index} (${list.join(', ')})`);
        await schema.run(`CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')}) ENGINE=InnoDB`);
        return;
      }
      await schema.run(`CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')}) STRICT`);
      for (const [index, list] of Object.entries(indexes))
        await schema.run(`CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${list.join(', ')})`);
    },
  };
}

/**
 * `wake` grows with everything that came from outside; whoever lets go of a run proves that it folded the last one.
 * `ready_at`: since when there is work to do; null while the run waits or is over. `due_at`: its next timer.
 * `admitted`: holds a place of its company. `lease`: seq of the row that its present or last holder wrote.
 */
const runs: Table = {
  name: 'durable_runs',
  columns: {
    id: 'id NOT NULL',
    kind: 'word NOT NULL',
    company_id: 'id NOT NULL',
    ref: 'key NULL',
    priority: 'int NOT NULL DEFAULT 0',
    status: 'word NOT NULL',
    wake: 'int NOT NULL DEFAULT 0',
    ready_at: 'millis NULL',
    due_at: 'millis NULL',
    admitted: 'int NOT NULL DEFAULT 0',
    lease_worker: 'id NULL',
    lease: 'int NOT NULL DEFAULT 0',
    crashes: 'int NOT NULL DEFAULT 0',
    stalls: 'int NOT NULL DEFAULT 0',
    error: 'json NULL',
    input: 'json NULL',
    input_ref: 'key NULL',
    trace: 'key NULL',
    created_at: 'millis NOT NULL',
    started_at: 'millis NULL',
    finished_at: 'millis NULL',
  },
  primary: ['id'],
  indexes: {
    ix_durable_runs_ready: ['admitted', 'ready_at'],
    ix_durable_runs_company: ['company_id', 'admitted'],
    ix_durable_runs_lease: ['lease_worker'],
    ix_durable_runs_due: ['due_at'],
  },
};

const history: Table = {
  name: 'durable_history',
  columns: {
    run_id: 'id NOT NULL',
    seq: 'int NOT NULL',
    lease: 'int NOT NULL',
    event: 'json NOT NULL',
    output: 'json NULL',
    output_ref: 'key NULL',
  },
  primary: ['run_id', 'seq'],
};

const inbox: Table = {
  name: 'durable_inbox',
  columns: {
    run_id: 'id NOT NULL',
    message_id: 'key NOT NULL',
    event: 'json NOT NULL',
    output: 'json NULL',
    output_ref: 'key NULL',
    folded_seq: 'int NULL',
    created_at: 'millis NOT NULL',
  },
  primary: ['run_id', 'message_id'],
};

const snapshots: Table = {
  name: 'durable_snapshots',
  columns: { run_id: 'id NOT NULL', seq: 'int NOT NULL', version: 'int NOT NULL', state: 'json NOT NULL' },
  primary: ['run_id'],
};

const workers: Table = {
  name: 'durable_workers',
  columns: { id: 'id NOT NULL', expires_at: 'millis NOT NULL', started_at: 'millis NOT NULL' },
  primary: ['id'],
};

/** One row per company: the lock under which places are given away. */
const admission: Table = {
  name: 'durable_admission',
  columns: { company_id: 'id NOT NULL' },
  primary: ['company_id'],
};

/** The tables of durable, the same in every service's database: put them before the service's own. */
export const durableMigrations: readonly DurableMigration[] = [runs, history, inbox, snapshots, workers, admission].map(
  (table, index) => ({ name: `durable-000${index + 1}-${table.name.slice(8)}`, change: createTable(table) }),
);
