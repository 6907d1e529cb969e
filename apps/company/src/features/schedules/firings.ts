import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type FiringStatus } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { SqlExecutor, Tx } from '#libs/platform/database';
import type { RunInput } from '../runs/run.entity.js';
import { RunStarter } from '../runs/run-starter.js';
import type { FiringRow } from './firing.entity.js';

/** The trigger that fires, as far as a run of it needs to know. */
export interface Firer {
  id: string;
  companyId: string;
  workflowId: string;
  workflowName: string;
  node: string;
  kind: string;
  versionId: string;
  version: number;
}

/** What a run gets of its occasion. */
export interface Occasion {
  /** Unique for the trigger. */
  key: string;
  slotAt: number | null;
  input: unknown;
  /** Further facts of `trigger` in expressions. */
  facts: Record<string, unknown>;
  startedBy: string;
  /** How many runs led here by events. */
  chain?: number;
  /** Strangers may have written some of the input. */
  outside?: boolean;
}

/** Runs of a trigger that still go on are looked for among so many of its last firings. */
const recent = 20;

const requestKeyOf = (triggerId: string, key: string) =>
  createHash('sha256').update(`firing.${triggerId}.${key}`).digest('base64url');

/** Writes down what became of occasions, and starts their runs in the same commit. */
@Injectable()
export class Firings {
  constructor(
    private readonly starter: RunStarter,
    private readonly durable: Durable,
  ) {}

  /** @returns false when this occasion was there already */
  async note(
    tx: Tx,
    firer: Firer,
    { key, slotAt }: Pick<Occasion, 'key' | 'slotAt'>,
    status: FiringStatus,
    { at, runId = null, reason = null }: { at: number; runId?: string | null; reason?: string | null },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `${tx.sql.insertIgnore} INTO trigger_firings (id, company_id, trigger_id, workflow_id, occasion, slot_at, status, run_id, reason, created_at) ` +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [newId('firing'), firer.companyId, firer.id, firer.workflowId, key, slotAt, status, runId, reason, at],
    );
    return changes > 0;
  }

  /** Starts the run of an occasion, once. `at`: database time. */
  async start(tx: Tx, firer: Firer, occasion: Occasion, at: number): Promise<string | undefined> {
    const id = newId('run');
    if (!(await this.note(tx, firer, occasion, 'started', { at, runId: id }))) return undefined;
    await this.begin(tx, firer, occasion, id, at);
    return id;
  }

  /** Starts the run of an occasion that waited. */
  async startQueued(
    tx: Tx,
    firer: Firer,
    firing: Pick<FiringRow, 'id'>,
    occasion: Occasion,
    at: number,
  ): Promise<void> {
    const id = newId('run');
    await tx.run("UPDATE trigger_firings SET status = 'started', run_id = ? WHERE id = ?", [id, firing.id]);
    await this.begin(tx, firer, occasion, id, at);
  }

  /** Runs of the trigger that go on. */
  async active(sql: SqlExecutor, triggerId: string): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      'SELECT r.id FROM (SELECT run_id FROM trigger_firings WHERE trigger_id = ? AND run_id IS NOT NULL ' +
        `ORDER BY id DESC LIMIT ${recent}) f JOIN runs r ON r.id = f.run_id WHERE r.finished_at IS NULL`,
      [triggerId],
    );
    return rows.map(({ id }) => id);
  }

  async cancel(tx: Tx, runId: string, reason: string): Promise<void> {
    const event = { type: 'run.cancelRequested', reason, by: null };
    await this.durable.send(runId, { id: `run.cancelRequested.${newId('message')}`, event }, tx);
  }

  private async begin(tx: Tx, firer: Firer, occasion: Occasion, id: string, createdAt: number): Promise<void> {
    const { companyId, workflowId, workflowName, versionId, version, kind, node } = firer;
    const input: RunInput = {
      input: occasion.input ?? null,
      trigger: { kind, node, ...occasion.facts },
      startedBy: { userId: null, name: occasion.startedBy },
      workflowId,
      workflowName,
      versionId,
      version,
      ...(occasion.chain === undefined ? {} : { chain: occasion.chain }),
      ...(occasion.outside ? { outside: true as const } : {}),
    };
    const requestKey = requestKeyOf(firer.id, occasion.key);
    await this.starter.createIn(tx, { id, companyId, input, requestKey, immediate: false, createdAt });
  }
}
