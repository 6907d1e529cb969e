import { Injectable } from '@nestjs/common';
import { newId } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, type Tx } from '#libs/platform/database';
import { rowOf } from './new-run.js';
import { refOf } from './pinned.js';
import type { RunInput, RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';
import { workflowKind } from './workflow-runs.js';

/** Everything that a run is created from; whoever asks has checked that it may be. */
export interface RunToStart {
  companyId: string;
  input: RunInput;
  /** Fresh unless given. */
  id?: string;
  /** Unique in the company: a second run under the same key is the first one. */
  requestKey: string | null;
  /** Begin at once in this process, because somebody waits for the answer. */
  immediate: boolean;
  /** Database time, epoch ms. */
  createdAt: number;
}

export interface StartedRun {
  row: RunRow;
  /** False when there was a run under the same key already. */
  isNew: boolean;
}

/** The one place where runs come into being: the run's row and its durable run in one commit. */
@Injectable()
export class RunStarter {
  constructor(
    private readonly db: Database,
    private readonly runs: RunRepository,
    private readonly durable: Durable,
  ) {}

  /** @throws LIMIT_EXCEEDED for an input above 4 MiB */
  async start(run: RunToStart): Promise<StartedRun> {
    try {
      const row = await this.db.transaction((tx) => this.createIn(tx, run));
      return { row, isNew: true };
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.twinOf(run) : undefined;
      if (!twin) throw error;
      return { row: twin, isNew: false };
    }
  }

  /** The run that was started under the same key, if any. */
  async twinOf({ companyId, requestKey }: Pick<RunToStart, 'companyId' | 'requestKey'>): Promise<RunRow | undefined> {
    return requestKey === null ? undefined : this.runs.findOne(companyId, { requestKey });
  }

  /** In the caller's transaction. @throws the driver's error when there is a run under the key (see `isDuplicateKey`) */
  async createIn(tx: Tx, run: RunToStart): Promise<RunRow> {
    const { companyId, input, requestKey, createdAt, immediate } = run;
    const id = run.id ?? newId('run');
    const row = rowOf({ id, companyId, requestKey, createdAt }, input);
    const { node } = input.trigger;
    const ref = refOf({ versionId: input.versionId, ...(node === undefined ? {} : { trigger: node }) });
    await this.runs.in(tx).insert(companyId, row);
    await this.durable.create({ kind: workflowKind, id, companyId, ref, input, immediate }, tx);
    return row;
  }
}
