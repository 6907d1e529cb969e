/** Runs that steps of other runs have started: what ends, stops or pauses one reaches the other in the same commit. */
import { Injectable } from '@nestjs/common';
import { AppError, type Run } from '#libs/contracts';
import { Durable, limits, stepKey, type Message, type RunChange, type SqlTransaction } from '#libs/durable';
import {
  stepView,
  stepViews,
  type FlowDecider,
  type FlowEvent,
  type RunState,
  type StepError,
  type StepView,
} from '#libs/engine';
import { childRunId } from './child-run-id.js';
import { hasOutside } from './outside-marks.js';
import type { ParentStep, RunInput } from './run.entity.js';

type Change = RunChange<RunState, FlowEvent>;
type Facts = { runId: string; workflowName: string; status: string; error: Run['error'] };

const kind = 'flow.subworkflow';

/** The error of the step whose run has not succeeded: it carries the error at the bottom, however deep that lies. */
export function childFailure({
  runId,
  workflowName,
  status,
  error,
}: Facts): StepError & { cause: NonNullable<StepError['cause']> } {
  const own =
    status === 'cancelled'
      ? { code: 'RUN_CANCELLED', message: 'The run was cancelled' }
      : { code: error?.code ?? 'INTERNAL', message: error?.message ?? '', ...(error?.path && { path: error.path }) };
  const cause = error?.cause ?? { ...own, runId };
  const message = `The workflow "${workflowName}" failed: ${cause.message}`.slice(0, 2000);
  return { code: 'CHILD_FAILED', message, retry: 'never', cause };
}

@Injectable()
export class ChildRuns {
  constructor(private readonly durable: Durable) {}

  /** The run is over: the step that started it goes on. */
  async onEnded(tx: SqlTransaction, change: Change): Promise<void> {
    const { parent, workflowName } = (change.reading.input ?? {}) as Partial<RunInput>;
    if (!parent) return;
    const message = this.endOf(change, parent, workflowName ?? '');
    await this.tell(tx, parent.runId, message);
  }

  private endOf(
    { run, to, error, result, reading }: Change,
    { path, generation }: ParentStep,
    workflowName: string,
  ): Message<FlowEvent> {
    const id = `child.${run.id}`;
    const { flow } = reading.decider as unknown as FlowDecider;
    const meta = { outside: hasOutside(flow, reading) };
    const failed = (failure: StepError): Message<FlowEvent> => ({
      id,
      event: { type: 'step.failed', path, generation, error: failure, meta },
    });
    if (to !== 'succeeded')
      return failed(childFailure({ runId: run.id, workflowName, status: to, error: (error as Run['error']) ?? null }));
    const output = result ?? null;
    const bytes = Buffer.byteLength(JSON.stringify(output));
    if (bytes <= limits.inlineRun) return { id, event: { type: 'step.resolved', path, generation, meta }, output };
    const message = `The output of the workflow "${workflowName}": ${bytes} bytes are above the limit of ${limits.inlineRun}`;
    return failed({ code: 'LIMIT_EXCEEDED', message, retry: 'never' });
  }

  /** Nobody waits any more for what these steps have started. */
  async onCancelled(tx: SqlTransaction, change: Change): Promise<void> {
    const { flow } = change.reading.decider as unknown as FlowDecider;
    for (const path of change.cancelled) {
      const view = stepView(flow, change.reading.state, path);
      if (view?.kind === kind)
        await this.cancel(tx, change, view, 'The run that called this one no longer waits for it');
    }
  }

  /** A step that waited for its run has run out of time. */
  async onTimer(tx: SqlTransaction, change: Change, path: string): Promise<void> {
    const { flow } = change.reading.decider as unknown as FlowDecider;
    const view = stepView(flow, change.reading.state, path);
    // A timer of an earlier attempt leaves the step waiting.
    if (view?.kind === kind && view.wait?.child === undefined)
      await this.cancel(tx, change, view, 'The run that called this one waited too long for it');
  }

  /** Runs within pause and go on with the one around them. */
  async onPause(
    tx: SqlTransaction,
    { run, reading }: Change,
    event: FlowEvent & { messageId?: string },
  ): Promise<void> {
    const { flow } = reading.decider as unknown as FlowDecider;
    for (const { wait } of stepViews(flow, reading.state))
      if (wait?.child !== undefined)
        await this.tell(tx, wait.child, {
          id: `parent.${event.messageId ?? event.at}`,
          event: { type: event.type, parentRunId: run.id },
        });
  }

  private cancel(tx: SqlTransaction, { run }: Change, { path, generation }: StepView, reason: string): Promise<void> {
    const childId = childRunId(run.id, stepKey(run.id, path, generation));
    return this.tell(tx, childId, {
      id: 'parent.cancel',
      event: { type: 'run.cancelRequested', reason, parentRunId: run.id },
    });
  }

  /** The other run may never have been created, or be deleted already. */
  private async tell(tx: SqlTransaction, runId: string, message: Message): Promise<void> {
    try {
      await this.durable.send(runId, message, tx);
    } catch (error) {
      if (!AppError.is(error, 'RUN_NOT_FOUND')) throw error;
    }
  }
}
