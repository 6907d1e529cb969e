import { Injectable } from '@nestjs/common';
import { AppError, newId, rerunsAtOnce, type Caller, type RerunPlan, type RunSummary } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { stepView, type RunState } from '#libs/engine';
import { Database } from '#libs/platform/database';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { Flows, type LoadedFlow } from './flows.js';
import { keptOutputs } from './kept-outputs.js';
import { requestKeyOf } from './new-run.js';
import { planRerun, type Rerun, type RerunRequest } from './rerun-plan.js';
import { assertInputFits } from './run-input.js';
import type { RunInput, RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';
import { RunStarter } from './run-starter.js';
import { summaryOf } from './run.view.js';
import { RunsService } from './runs.service.js';

/** A rerun that has been worked out, and what it is made of. */
interface Planned extends Rerun {
  row: RunRow;
  old: LoadedFlow;
  target: LoadedFlow;
  input: RunInput;
  signalOf: (path: string) => string | undefined;
}

interface Answer {
  items: { runId: string; newRunId: string | null; error: { code: string; message: string } | null }[];
  nextCursor: string | null;
}

/** Runs again: from the beginning, or from a step with the results of all that does not follow from it. */
@Injectable()
export class RerunService {
  constructor(
    private readonly db: Database,
    private readonly runs: RunsService,
    private readonly rows: RunRepository,
    private readonly workflows: WorkflowRepository,
    private readonly flows: Flows,
    private readonly starter: RunStarter,
    private readonly durable: Durable,
  ) {}

  /** @throws as `rerun`, save for problems, which are the answer */
  async preflight(caller: Caller, id: string, request: RerunRequest): Promise<RerunPlan> {
    return (await this.planned(caller, id, request)).plan;
  }

  /**
   * A new run that repeats this one.
   * @throws RUN_NOT_FOUND, RUN_STATE_FORBIDS while it goes on, RUN_EXPIRED, WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, RUN_INPUT_INVALID,
   *   RERUN_NOT_POSSIBLE naming each step whose result cannot be kept, RATE_LIMITED
   */
  async rerun(caller: Caller, id: string, request: RerunRequest, key?: string): Promise<RunSummary> {
    const { companyId } = caller;
    const requestKey = requestKeyOf(caller, `rerun ${id}`, key);
    const twin = await this.starter.twinOf({ companyId, requestKey });
    if (twin) return summaryOf(twin);
    const { plan, input, carrying, signalOf } = await this.planned(caller, id, request);
    const issues = plan.problems.flatMap(({ severity, node, message }) =>
      severity === 'error' ? [{ path: `steps.${node}`, message, node }] : [],
    );
    if (issues[0]) throw new AppError('RERUN_NOT_POSSIBLE', { detail: issues[0].message, issues });
    const run = { id: newId('run'), companyId };
    const started = { carried: carrying?.scopes, from: { run: id, step: request.fromStep } };
    const begins = carrying
      ? await this.durable.beginning(run, id, started, await keptOutputs(this.durable, id, carrying, signalOf))
      : undefined;
    const createdAt = await this.db.now();
    const { row } = await this.starter.start({
      ...run,
      input,
      requestKey,
      immediate: false,
      createdAt,
      beyond: 'refuse',
      begins,
    });
    return summaryOf(row);
  }

  /** Each by itself: what becomes of one does not stop the others. Under one key each is repeated once, however often this is asked. */
  async rerunAll(
    caller: Caller,
    request: { runIds: string[] } | { filter: FailedRuns },
    key?: string,
  ): Promise<Answer> {
    const { ids, nextCursor } =
      'runIds' in request
        ? { ids: [...new Set(request.runIds)], nextCursor: null }
        : await this.failed(caller, request.filter);
    const items: Answer['items'] = [];
    for (const runId of ids) items.push(await this.tryRerun(caller, runId, key));
    return { items, nextCursor };
  }

  private async tryRerun(caller: Caller, runId: string, key: string | undefined): Promise<Answer['items'][number]> {
    try {
      const row = await this.rows.require(caller.companyId, runId);
      if (row.status !== 'failed')
        throw new AppError('RUN_STATE_FORBIDS', {
          detail: `The run is ${row.status}, and only failed runs are repeated`,
        });
      const { id } = await this.rerun(caller, runId, {}, key);
      return { runId, newRunId: id, error: null };
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return { runId, newRunId: null, error: { code: error.code, message: error.message } };
    }
  }

  /** @throws WORKFLOW_NOT_FOUND */
  private async failed(
    { companyId }: Caller,
    filter: FailedRuns,
  ): Promise<{ ids: string[]; nextCursor: string | null }> {
    await this.workflows.require(companyId, filter.workflowId);
    const bounds: [string, string | number | undefined][] = [
      ['created_at >= ?', filter.from && Date.parse(filter.from)],
      ['created_at < ?', filter.to && Date.parse(filter.to)],
      ['id > ?', filter.after],
    ];
    const given = bounds.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM runs WHERE company_id = ? AND workflow_id = ? AND status = 'failed' AND parent_run_id IS NULL${given
        .map(({ sql }) => ` AND ${sql}`)
        .join('')} ORDER BY id LIMIT ?`,
      [companyId, filter.workflowId, ...given.map(({ value }) => value), rerunsAtOnce + 1],
    );
    const ids = rows.slice(0, rerunsAtOnce).map(({ id }) => id);
    return { ids, nextCursor: rows.length > ids.length ? ids.at(-1)! : null };
  }

  private async planned(caller: Caller, id: string, request: RerunRequest): Promise<Planned> {
    const { companyId } = caller;
    const row = await this.rows.require(companyId, id);
    assertOver(row);
    await this.workflows.require(companyId, row.workflowId);
    const target = await this.flows.at(companyId, row.workflowId, request.version ?? row.version);
    const startedBy = await this.runs.personOf(caller);
    const isInputEdited = 'input' in request;
    return this.runs.look(companyId, id, ({ view, loaded: old }): Planned => {
      const input = inputOf(view.input as RunInput, target, { ...request, id, startedBy });
      assertInputFits(target.definition.inputs, input.input);
      const { fromStep } = request;
      const rerun = planRerun(view.state, old, target, { fromStep, isInputEdited });
      if (!rerun)
        throw new AppError('RERUN_NOT_POSSIBLE', {
          detail: `fromStep: run ${id} has no step ${fromStep}`,
          issues: [{ path: 'fromStep', message: 'expected the path of a step of the run, such as orders[3]/fetch' }],
        });
      // The state goes on with the view, so what is asked of it later is taken now.
      const signals = signalsOf(old, view.state, rerun.carrying?.kept ?? []);
      return { ...rerun, row, old, target, input, signalOf: (path) => signals.get(path) };
    });
  }
}

export interface FailedRuns {
  workflowId: string;
  from?: string | undefined;
  to?: string | undefined;
  after?: string | undefined;
}

/** @throws RUN_STATE_FORBIDS, RUN_EXPIRED */
function assertOver(row: RunRow): void {
  if (row.finishedAt === null)
    throw new AppError('RUN_STATE_FORBIDS', {
      detail: `The run is ${row.status}; wait for its end or cancel it`,
      runStatus: row.status,
    });
  if (row.expiredAt !== null) throw new AppError('RUN_EXPIRED');
}

/** As the old run was started, by whoever asks now. */
function inputOf(
  { parent: _, ...old }: RunInput,
  { versionId, version, nodes, definition }: LoadedFlow,
  request: RerunRequest & { id: string; startedBy: RunInput['startedBy'] },
): RunInput {
  const { node, ...trigger } = old.trigger;
  const fired =
    node !== undefined && nodes.has(node) ? node : definition.nodes.find(({ kind }) => kind === trigger.kind)?.id;
  return {
    ...old,
    input: 'input' in request ? request.input : old.input,
    trigger: { ...trigger, ...(fired === undefined ? {} : { node: fired }) },
    startedBy: request.startedBy,
    versionId,
    version,
    rerunOf: request.id,
  };
}

function signalsOf({ flow }: LoadedFlow, state: RunState, paths: readonly string[]): Map<string, string> {
  return new Map(
    paths.flatMap((path) => {
      const signalId = stepView(flow, state, path)?.signalId;
      return signalId === undefined ? [] : [[path, signalId] as const];
    }),
  );
}
