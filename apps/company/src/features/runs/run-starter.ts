import { Injectable } from '@nestjs/common';
import { newId, runEventsOut, type RunSummary } from '#libs/contracts';
import { Durable, type Beginning, type CreatedRun, type NewDurableRun } from '#libs/durable';
import { Database, GroupedWork, insertRowsLater, isDuplicateKey, oneOf, type Tx } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { currentTrace } from '#libs/platform/telemetry';
import { DeadLetterWriter } from '../dead-letters/dead-letter.writer.js';
import { StartBounds, type BeyondBounds } from '../limits/start-bounds.js';
import { rowOf } from './new-run.js';
import { refOf } from './pinned.js';
import { runColumns, workflowKind, type RunInput, type RunRow } from './run.entity.js';
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
  /** What it begins with, of another run. */
  begins?: Beginning | undefined;
}

export interface StartedRun {
  row: RunRow;
  /** False when there was a run under the same key already. */
  isNew: boolean;
}

/** A start as it will be written. */
interface PreparedRun {
  row: RunRow;
  run: NewDurableRun;
  input: RunInput;
  isRefused: boolean;
}

/** Starts that share a commit. */
const largestGroup = 100;

/** The one place where runs come into being: the run's row and its durable run in one commit, which runs that start together share. */
@Injectable()
export class RunStarter {
  private readonly groups: GroupedWork<RunToStart & { trace: string | undefined }, RunRow>;

  constructor(
    private readonly db: Database,
    private readonly runs: RunRepository,
    private readonly durable: Durable,
    private readonly bounds: StartBounds,
    private readonly letters: DeadLetterWriter,
    private readonly outbox: Outbox,
  ) {
    this.groups = new GroupedWork({
      work: (starts) => this.db.transaction((tx) => this.createAllIn(tx, starts)),
      lanes: db.dialect === 'sqlite' ? 1 : 2,
      largest: largestGroup,
    });
  }

  /** @throws LIMIT_EXCEEDED for an input above 4 MiB, RATE_LIMITED beyond the company's bounds */
  async start(run: RunToStart): Promise<StartedRun> {
    try {
      return { row: await this.groups.add({ ...run, trace: currentTrace() }), isNew: true };
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.twinOf(run) : undefined;
      if (!twin) throw error;
      return { row: twin, isNew: false };
    }
  }

  /** Several of one company in one commit, or none. Asked again under the same keys, they are the same runs. @throws as `start` */
  async startAll(companyId: string, runs: readonly RunToStart[]): Promise<RunRow[]> {
    const trace = currentTrace();
    try {
      return await this.db.transaction((tx) =>
        this.createAllIn(
          tx,
          runs.map((run) => ({ ...run, trace })),
        ),
      );
    } catch (error) {
      const keys = runs.flatMap(({ requestKey }) => requestKey ?? []);
      if (!isDuplicateKey(error) || keys.length < runs.length) throw error;
      const twins = await this.runs.find(companyId, { where: { requestKey: oneOf(keys) } });
      const byKey = new Map(twins.map((row) => [row.requestKey, row]));
      const known = keys.flatMap((key) => byKey.get(key) ?? []);
      if (known.length < runs.length) throw error;
      return known;
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
    const [row] = await this.createAllIn(tx, [{ ...run, trace: currentTrace() }]);
    return row!;
  }

  private async createAllIn(
    tx: Tx,
    starts: readonly (RunToStart & { trace: string | undefined })[],
  ): Promise<RunRow[]> {
    const prepared: PreparedRun[] = [];
    for (const start of starts) prepared.push(await this.prepare(tx, start));
    const rows = await this.write(
      tx,
      prepared.filter(({ isRefused }) => !isRefused),
    );
    for (const { row, run, input, isRefused } of prepared)
      if (isRefused) rows.push(await this.keep(tx, row, run, input));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return prepared.map(({ row }) => byId.get(row.id)!);
  }

  private async prepare(tx: Tx, start: RunToStart & { trace: string | undefined }): Promise<PreparedRun> {
    const { companyId, input, requestKey, createdAt, immediate, trace } = start;
    const { workflowId } = input;
    const beyond = start.beyond ?? (byHand.has(input.trigger.kind) ? 'refuse' : 'keep');
    const { priority, notBefore, isRefused } = await this.bounds.check(tx, {
      companyId,
      workflowId,
      beyond,
      priority: start.priority,
      at: createdAt,
    });
    const id = start.id ?? newId('run');
    const { node } = input.trigger;
    const ref = refOf({ versionId: input.versionId, ...(node === undefined ? {} : { trigger: node }) });
    const run: NewDurableRun = {
      kind: workflowKind,
      id,
      companyId,
      ref,
      input,
      immediate,
      group: workflowId,
      priority,
      trace,
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(start.begins ? { begins: start.begins } : {}),
      ...(isRefused ? { refused: noRoom } : {}),
    };
    return { row: rowOf({ id, companyId, requestKey, createdAt }, input), run, input, isRefused };
  }

  /** Few statements, however many runs. Those that begin in this commit are running from the start, and told of as such. */
  private async write(tx: Tx, prepared: readonly PreparedRun[]): Promise<RunRow[]> {
    let rows: RunRow[] = [];
    const list = (created: readonly CreatedRun[]) => {
      rows = prepared.map(({ row }, index): RunRow => {
        const { at, begun } = created[index]!;
        return begun ? { ...row, status: 'running', startedAt: at } : row;
      });
      insertRowsLater(tx, 'runs', runColumns, rows);
      this.outbox.addLater(
        tx,
        prepared.flatMap(({ run, row, input: { workflowId, workflowName, version } }, index) => {
          const data = { runId: row.id, workflowId, workflowName, version };
          const { companyId } = row;
          return created[index]!.begun ? [{ event: runEventsOut.runStarted, companyId, data, trace: run.trace }] : [];
        }),
      );
    };
    await this.durable.createAll(
      prepared.map(({ run }) => run),
      tx,
      list,
    );
    return rows;
  }

  /** A start that nobody could make again is kept as a failed run, with a dead letter. */
  private async keep(tx: Tx, begun: RunRow, run: NewDurableRun, input: RunInput): Promise<RunRow> {
    const row: RunRow = { ...begun, status: 'failed', error: noRoom, finishedAt: begun.createdAt };
    insertRowsLater(tx, 'runs', runColumns, [row]);
    await this.durable.create(run, tx);
    await this.bury(tx, row, input);
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
