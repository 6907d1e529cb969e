import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  AppError,
  idAt,
  type Caller,
  type Page,
  type PageQuery,
  type Run,
  type RunEvent,
  type RunSummary,
} from '#libs/contracts';
import { sqlCondition } from '#libs/platform/database';
import { Durable, type RunView } from '#libs/durable';
import type { RunState } from '#libs/engine';
import { MemberRepository } from '../members/member.repository.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { Flows, type LoadedFlow } from './flows.js';
import { inputOf, requestKeyOf } from './new-run.js';
import { assertInputFits } from './run-input.js';
import type { RunInput, RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';
import { RunStarter } from './run-starter.js';
import { endedRow, eventOf, runOf, summaryOf } from './run.view.js';

const nameMs = 5000;

export interface NewRun {
  input: unknown;
  trigger: 'trigger.api' | 'trigger.manual';
  /** The run is answered for: begin at once, in this process. */
  immediate: boolean;
  /** The client's `Idempotency-Key`: asked again, also after a crash, it is the same run. */
  key?: string | undefined;
  /** From -10 to 10; that of the workflow unless given. */
  priority?: number | undefined;
}

export interface NewRuns extends Omit<NewRun, 'input' | 'immediate'> {
  inputs: readonly unknown[];
}

/** Ids sort by time. */
const createdBetween = (from: string | undefined, to: string | undefined) =>
  sqlCondition(
    (column) =>
      [
        ...(from === undefined ? [] : [`${column} >= :createdFrom`]),
        ...(to === undefined ? [] : [`${column} < :createdTo`]),
      ].join(' AND '),
    {
      ...(from === undefined ? {} : { createdFrom: idAt('run', Date.parse(from)) }),
      ...(to === undefined ? {} : { createdTo: idAt('run', Date.parse(to)) }),
    },
  );

/** Runs of workflows: start them, read them. */
@Injectable()
export class RunsService {
  /** Names of those who start runs, as they were a few seconds ago. */
  private readonly names = new LRUCache<string, string>({ max: 10_000, ttl: nameMs });

  constructor(
    private readonly runs: RunRepository,
    private readonly workflows: WorkflowRepository,
    private readonly members: MemberRepository,
    private readonly flows: Flows,
    private readonly durable: Durable,
    private readonly starter: RunStarter,
  ) {}

  /**
   * Starts the published version; the run's row and its durable run are one commit.
   * @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, RUN_INPUT_INVALID naming each field, LIMIT_EXCEEDED for an input above 4 MiB,
   * RATE_LIMITED beyond the company's or the workflow's bounds
   */
  async start(caller: Caller, workflowId: string, request: NewRun): Promise<RunSummary> {
    return summaryOf(await this.begin(caller, workflowId, request));
  }

  /**
   * Starts a run for each input in one commit, or none; they begin as places become free. Asked again under the same key, they are the
   * same runs.
   * @returns their ids in the order of the inputs @throws as `start`, naming the input
   */
  async startMany(caller: Caller, workflowId: string, { inputs, trigger, priority, key }: NewRuns): Promise<string[]> {
    const { companyId } = caller;
    const { name, currentVersion } = await this.workflows.published(companyId, workflowId);
    const flow = await this.flows.at(companyId, workflowId, currentVersion);
    inputs.forEach((input, index) => assertInputFits(flow.definition.inputs, input, `inputs[${index}]`));
    const startedBy = await this.personOf(caller);
    const createdAt = this.durable.now();
    const facts = { workflowId, workflowName: name, startedBy };
    const rows = await this.starter.startAll(
      companyId,
      inputs.map((input, index) => ({
        companyId,
        input: inputOf(flow, { ...facts, request: { input, trigger } }),
        requestKey: requestKeyOf(caller, workflowId, key === undefined ? undefined : `${key}#${index}`),
        immediate: false,
        createdAt,
        priority,
      })),
    );
    return rows.map(({ id }) => id);
  }

  private async begin(caller: Caller, workflowId: string, request: NewRun): Promise<RunRow> {
    const { companyId } = caller;
    const requestKey = requestKeyOf(caller, workflowId, request.key);
    const known = requestKey === null ? undefined : await this.runs.findOne(companyId, { requestKey });
    if (known) return known;
    const { name, currentVersion } = await this.workflows.published(companyId, workflowId);
    const flow = await this.flows.at(companyId, workflowId, currentVersion);
    assertInputFits(flow.definition.inputs, request.input);
    const startedBy = await this.personOf(caller);
    const input = inputOf(flow, { workflowId, workflowName: name, startedBy, request });
    const createdAt = this.durable.now();
    const { row } = await this.starter.start({
      companyId,
      input,
      requestKey,
      immediate: request.immediate,
      createdAt,
      priority: request.priority,
    });
    return row;
  }

  async list(
    caller: Caller,
    {
      workflowId,
      status,
      parentRunId,
      from,
      to,
      ...page
    }: PageQuery & {
      workflowId?: string | undefined;
      status?: RunRow['status'] | undefined;
      parentRunId?: string | undefined;
      from?: string | undefined;
      to?: string | undefined;
    },
  ): Promise<Page<RunSummary>> {
    const where = {
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(status === undefined ? {} : { status }),
      ...(parentRunId === undefined ? {} : { parentRunId }),
      ...(from === undefined && to === undefined ? {} : { id: createdBetween(from, to) }),
    };
    const found = await this.runs.page(caller.companyId, { ...page, where });
    return { items: found.items.map(summaryOf), nextCursor: found.nextCursor };
  }

  /** @throws RUN_NOT_FOUND */
  get(caller: Caller, id: string): Promise<Run> {
    return this.look(caller.companyId, id, ({ row, view, loaded }) => runOf(row, view, loaded.flow));
  }

  /**
   * Starts a run and waits: the run once it is over, or as it is after the seconds. While this process carries it out, its commits tell of
   * it and nothing is read.
   * @throws as `start`
   */
  async startAndWait(caller: Caller, workflowId: string, request: NewRun, seconds: number): Promise<Run> {
    const row = await this.begin(caller, workflowId, request);
    const { flow } = await this.flows.get(row.companyId, row.versionId);
    const over = await this.durable.until<RunState, Run>(
      row.id,
      seconds * 1000,
      (view) => (view.finishedAt === null ? undefined : runOf(endedRow(row, view), view, flow)),
      'end',
    );
    return over ?? this.get(caller, row.id);
  }

  async definition(caller: Caller, id: string) {
    const row = await this.runs.require(caller.companyId, id);
    const { definition, contentHash } = await this.flows.get(caller.companyId, row.versionId);
    return { definition, contentHash };
  }

  /** Rows after a seq. `nextCursor` is the last seq while there may be more. */
  async history(
    caller: Caller,
    id: string,
    after: number,
    limit: number,
  ): Promise<{ items: RunEvent[]; nextCursor: string | null }> {
    const { expiredAt } = await this.runs.require(caller.companyId, id);
    const entries = await this.durable.history(id, after, limit);
    const last = entries.at(-1);
    return {
      items: entries.map((entry) => eventOf(entry, expiredAt !== null)),
      nextCursor: entries.length === limit && last ? String(last.seq) : null,
    };
  }

  /** Looks at a run: its row, folded state and flow. What `look` is given goes on with the run and must not be kept. @throws RUN_NOT_FOUND */
  async look<T>(
    companyId: string,
    id: string,
    look: (seen: { row: RunRow; view: RunView<RunState>; loaded: LoadedFlow }) => T,
  ): Promise<T> {
    const row = await this.runs.require(companyId, id);
    const loaded = await this.flows.get(companyId, row.versionId);
    return this.durable.look<RunState, T>(id, (view) => look({ row, view, loaded }));
  }

  /** Who starts a run, as lists show it. */
  async personOf({ companyId, userId }: Caller): Promise<RunInput['startedBy']> {
    if (userId === undefined) return { userId: null, name: 'API' };
    const key = `${companyId}/${userId}`;
    const known = this.names.get(key);
    if (known !== undefined) return { userId, name: known };
    const name = (await this.members.findOne(companyId, { userId }))?.name ?? 'API';
    this.names.set(key, name);
    return { userId, name };
  }
}

/** @throws RUN_STATE_FORBIDS */
export const assertOpen = (row: RunRow): void => {
  if (row.finishedAt !== null)
    throw new AppError('RUN_STATE_FORBIDS', {
      detail: `The run has ${row.status === 'cancelled' ? 'been cancelled' : row.status} already`,
      runStatus: row.status,
    });
};
