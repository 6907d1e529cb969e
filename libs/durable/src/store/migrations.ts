import {
  addColumn,
  addDerived,
  addIndex,
  createTable,
  dropIndex,
  type DurableMigration,
  type Table,
} from './schema-changes.js';

/**
 * `wake` grows with everything that came from outside; whoever lets go of a run proves that it folded the last one.
 * `ready_at`: since when there is work to do; null while the run waits or is over. `due_at`: its next timer.
 * `admitted`: holds a place of its company. `lease`: seq of the row that its present or last holder wrote. Later came `group_id`: whose
 * places it counts against beside the company's, and `expired_at`: since when its payloads are gone.
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

const tables: readonly DurableMigration[] = [runs, history, inbox, snapshots, workers, admission].map(
  (table, index) => ({
    name: `durable-000${index + 1}-${table.name.slice(8)}`,
    change: createTable(table),
  }),
);

/** The tables of durable, the same in every service's database: put them before the service's own. */
export const durableMigrations: readonly DurableMigration[] = [
  ...tables,
  { name: 'durable-0007-run-group', change: addColumn('durable_runs', 'group_id', 'id NULL') },
  { name: 'durable-0008-run-expired', change: addColumn('durable_runs', 'expired_at', 'millis NULL') },
  /** Runs that a worker has room for; 0 of a process that takes none. */
  { name: 'durable-0009-capacity', change: addColumn('durable_workers', 'capacity', 'int NOT NULL DEFAULT 0') },
  {
    // Whose turn it is in a company, from the index alone: its finished runs, however many, lie outside of the range.
    name: 'durable-0010-line',
    change: addIndex('durable_runs', 'ix_durable_runs_line', [
      'company_id',
      'admitted',
      'ready_at',
      'priority',
      'lease',
      'group_id',
    ]),
  },
  {
    name: 'durable-0011-turn',
    change: addIndex('durable_runs', 'ix_durable_runs_turn', ['admitted', 'ready_at', 'company_id']),
  },
  { name: 'durable-0012-no-ready', change: dropIndex('durable_runs', 'ix_durable_runs_ready') },
  { name: 'durable-0013-no-company', change: dropIndex('durable_runs', 'ix_durable_runs_company') },
  /** A state that is too large for its row lies in the payload store. */
  { name: 'durable-0014-snapshot-ref', change: addColumn('durable_snapshots', 'state_ref', 'key NULL') },
  {
    // Where a run stands: 2 it has a place, 0 and 1 in line for one (0: it was under way before), null it waits or is over.
    name: 'durable-0015-line',
    change: addDerived(
      'durable_runs',
      'line',
      'int',
      'CASE WHEN admitted = 1 THEN 2 WHEN ready_at IS NOT NULL THEN CASE WHEN lease > 0 THEN 0 ELSE 1 END END',
    ),
  },
  {
    // Serves places taken, who is in line, and the next of each group in their order, from the index alone.
    name: 'durable-0016-queue',
    change: addIndex('durable_runs', 'ix_durable_runs_queue', [
      'line',
      'company_id',
      'group_id',
      'priority DESC',
      'ready_at',
      'id',
    ]),
  },
  { name: 'durable-0017-no-line', change: dropIndex('durable_runs', 'ix_durable_runs_line') },
  { name: 'durable-0018-no-turn', change: dropIndex('durable_runs', 'ix_durable_runs_turn') },
  /** Which groups a worker takes runs of; null: of all that have no worker of their own. */
  { name: 'durable-0040-serves', change: addColumn('durable_workers', 'serves', 'json NULL') },
];
