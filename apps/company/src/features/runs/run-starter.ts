import { Injectable } from '@nestjs/common';
import { newId, type RunSummary } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, type Tx } from '#libs/platform/database';
import { DeadLetterWriter } from '../dead-letters/dead-letter.writer.js';
import { StartBounds, type BeyondBounds } from '../limits/start-bounds.js';
import { rowOf } from './new-run.js';
import { refOf } from './pinned.js';
import { workflowKind, type RunInput, type RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';

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
  /** What becomes of it beyond the company's bounds; by default a start by API or hand is refused, one by a trigger kept. */
  beyond?: BeyondBounds;
  /** That of its workflow unless given. */
  priority?: number | undefined;
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
    private readonly bounds: StartBounds,
    private readonly letters: DeadLetterWriter,
  ) {}

  /** @throws LIMIT_EXCEEDED for an input above 4 MiB, RATE_LIMITED beyond the company's bounds */
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

  /**
   * In the caller's transaction. A trigger's start that finds no room in the queue is a failed run with a dead letter.
   * @throws RATE_LIMITED, and the driver's error when there is a run under the key (see `isDuplicateKey`)
   */
  async createIn(tx: Tx, run: RunToStart): Promise<RunRow> {
    const { companyId, input, requestKey, createdAt, immediate } = run;
    const { workflowId } = input;
    const beyond = run.beyond ?? (byHand.has(input.trigger.kind) ? 'refuse' : 'keep');
    const { priority, notBefore, isRefused } = await this.bounds.check(tx, {
      companyId,
      workflowId,
      beyond,
      priority: run.priority,
      at: createdAt,
    });
    const id = run.id ?? newId('run');
    const begun = rowOf({ id, companyId, requestKey, createdAt }, input);
    const row = isRefused ? { ...begun, status: 'failed' as const, error: noRoom, finishedAt: createdAt } : begun;
    const { node } = input.trigger;
    const ref = refOf({ versionId: input.versionId, ...(node === undefined ? {} : { trigger: node }) });
    await this.runs.in(tx).insert(companyId, row);
    await this.durable.create(
      {
        kind: workflowKind,
        id,
        companyId,
        ref,
        input,
        immediate,
        group: workflowId,
        priority,
        ...(notBefore === undefined ? {} : { notBefore }),
        ...(isRefused ? { refused: noRoom } : {}),
      },
      tx,
    );
    if (isRefused) await this.bury(tx, row, input);
    return row;
  }

  private bury(tx: Tx, { id, companyId, createdAt }: RunRow, { workflowId, workflowName, trigger }: RunInput) {
    return this.letters.add(tx, {
      companyId,
      source: 'start',
      originKey: id,
      subject: `${trigger.kind} of ${workflowName}`,
      ...noRoom,
      attempts: 1,
      runId: id,
      workflowId,
      stepPath: null,
      at: createdAt,
    });
  }
}

const byHand: ReadonlySet<string> = new Set(['trigger.api', 'trigger.manual']);
const noRoom = {
  code: 'RATE_LIMITED',
  message: 'The queue of the company was full; the start is kept as a dead letter',
} satisfies RunSummary['error'];
