import type { Durable } from '#libs/durable';
import { stepViews, type RunState, type StepView } from '#libs/engine';
import type { Database } from '#libs/platform/database';
import { lotOf } from './chance.js';
import { flowOf } from './chaos-flows.js';

type Sent = { id: string; event: { type: string; [field: string]: unknown } };

/** Those who answer what runs ask: signals, approvals, and what became of an effect. Everything is said twice, and some of it too late. */
export class People {
  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
  ) {}

  /** Looks once at the runs that wait. Errors of a database that is away are let pass. */
  async tend(which: (runId: string) => boolean = () => true): Promise<void> {
    const rows = await this.db
      .query<{ id: string; ref: string }>("SELECT id, ref FROM durable_runs WHERE status = 'waiting' LIMIT 2000")
      .catch(() => []);
    for (const { id, ref } of rows) if (which(id)) await this.answer(id, ref).catch(() => undefined);
  }

  private async answer(runId: string, ref: string): Promise<void> {
    const { state } = await this.durable.view<RunState>(runId);
    for (const view of stepViews(flowOf(ref).flow, state)) {
      const message = answerTo(runId, view);
      if (!message) continue;
      await this.durable.send(runId, message);
      await this.durable.send(runId, message);
      // Of an attempt that is long over.
      if (view.attempt > 1)
        await this.durable.send(runId, {
          id: `late.${message.id}`,
          event: { type: 'step.resolved', path: view.path, attempt: view.attempt - 1 },
        });
    }
  }
}

function answerTo(runId: string, { path, status, wait, attempt, generation }: StepView): Sent | undefined {
  if (status === 'unknown') {
    const decision = ['happened', 'happened', 'repeat', 'fail'][lotOf(`${runId}/${path}/${generation}`, 4)];
    return { id: `settle.${path}.${generation}`, event: { type: 'step.settled', path, decision, generation } };
  }
  if (status !== 'waiting' || !wait) return undefined;
  const id = `${path}.${attempt}`;
  if (wait.signal !== undefined)
    return { id: `signal.${id}`, event: { type: 'signal.received', name: wait.signal, signalId: id } };
  return wait.answer ? { id: `answer.${id}`, event: { type: 'step.resolved', path, attempt } } : undefined;
}
