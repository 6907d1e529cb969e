import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Run } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { retryable, stepViews, type FlowEvent, type RunState } from '#libs/engine';
import { Database, type Tx } from '#libs/platform/database';
import { InboxWriter } from '../inbox/inbox-writer.js';
import type { LoadedFlow } from './flows.js';
import type { RunRow } from './run.entity.js';
import { RunsService } from './runs.service.js';
import { unknownQuestion } from './unknown-question.js';

interface Seen {
  row: RunRow;
  loaded: LoadedFlow;
  /** As the run stands once the retry is in its history. */
  after: RunState;
}

/** A failed run goes on where it failed; a step that backs off is tried at once. */
@Injectable()
export class RetryService {
  constructor(
    private readonly db: Database,
    private readonly runs: RunsService,
    private readonly durable: Durable,
    private readonly inbox: InboxWriter,
  ) {}

  /**
   * `step` is the path of a step that failed, of one around it, or of one that backs off; all of them when absent.
   * @throws RUN_NOT_FOUND, RUN_STATE_FORBIDS saying which step failed the run, or why there is none
   */
  async retry(caller: Caller, id: string, step: string | undefined): Promise<Run> {
    const at = await this.db.now();
    const event = {
      type: 'run.retryRequested',
      ...(step === undefined ? {} : { path: step }),
      by: caller.userId ?? null,
    };
    const seen = await this.runs.look(caller.companyId, id, ({ row, view, loaded }): Seen => {
      assertRetryable(row, loaded, view.state, step);
      const copy = JSON.parse(JSON.stringify(view.state)) as RunState;
      return { row, loaded, after: loaded.decider.decide(copy, { ...event, at } as FlowEvent).state };
    });
    const isAccepted =
      seen.row.finishedAt === null
        ? (await this.durable.send(id, { id: `${event.type}.${newId('message')}`, event })) === 'accepted'
        : await this.db.transaction((tx) => this.reopen(tx, seen, event, at));
    if (!isAccepted)
      throw new AppError('RUN_STATE_FORBIDS', { detail: 'The run changed at this moment, or its data have expired' });
    return this.runs.get(caller, id);
  }

  private async reopen(tx: Tx, { row, loaded, after }: Seen, event: { type: string }, at: number): Promise<boolean> {
    const { id: runId, companyId, workflowId, workflowName } = row;
    if (!(await this.durable.reopen(runId, event, tx))) return false;
    await tx.run(
      "UPDATE runs SET status = 'running', finished_at = NULL, error = NULL WHERE id = ? AND company_id = ?",
      [runId, companyId],
    );
    // The failure cancelled steps of which nobody knew whether they had taken effect: people are asked again.
    for (const { path, status } of stepViews(loaded.flow, after))
      if (status === 'unknown')
        await this.inbox.open(
          tx,
          unknownQuestion({ companyId, runId, workflowId, workflowName, loaded, state: after, path, at }),
        );
    return true;
  }
}

/** @throws RUN_STATE_FORBIDS */
function assertRetryable(row: RunRow, { flow }: LoadedFlow, state: RunState, step: string | undefined): void {
  const forbid = (detail: string) => new AppError('RUN_STATE_FORBIDS', { detail, runStatus: row.status });
  const found = retryable(flow, state, step);
  if ('refused' in found) throw forbid(found.refused);
  if (row.finishedAt !== null && row.parentRunId !== null)
    throw forbid(
      `Step ${row.parentStep} of run ${row.parentRunId} has failed with this run: retry it there, or rerun this one`,
    );
}
