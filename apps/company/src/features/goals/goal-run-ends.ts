import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { newId, runEventsOut, type GoalResult } from '#libs/contracts';
import { Database, type Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { GoalWork } from './goal-work.js';
import { GoalRepository } from './goal.repository.js';

const ends = [runEventsOut.runSucceeded, runEventsOut.runFailed, runEventsOut.runCancelled] as const;
type End = (typeof ends)[number];

const statusOf: Record<End['type'], GoalResult['status']> = {
  'run.succeeded.v1': 'succeeded',
  'run.failed.v1': 'failed',
  'run.cancelled.v1': 'cancelled',
};
const keptWorkflows = 50_000;

/** Runs of goals that are over: each becomes a result, which a model then puts into words. */
@Injectable()
export class GoalRunEnds extends EventConsumer<End> {
  readonly name = 'goals.run-ends';
  readonly events = ends;
  /** A workflow is of a goal from before its first run on, or never. */
  private readonly known = new LRUCache<string, { goalId: string | undefined }>({ max: keptWorkflows });

  constructor(
    private readonly db: Database,
    private readonly goals: GoalRepository,
    private readonly work: GoalWork,
  ) {
    super();
  }

  override async concerns({ companyId, data }: EnvelopeOf<End>): Promise<boolean> {
    const { workflowId } = data;
    let known = this.known.get(workflowId);
    if (!known) {
      known = { goalId: await this.goals.ofWorkflow(this.db, companyId, workflowId) };
      this.known.set(workflowId, known);
    }
    return known.goalId !== undefined;
  }

  async handle(tx: Tx, { companyId, type, data, at }: EnvelopeOf<End>): Promise<void> {
    const { runId, workflowId } = data;
    const goalId = await this.goals.ofWorkflow(tx, companyId, workflowId);
    if (goalId === undefined) return;
    const resultId = newId('goalResult');
    const { changes } = await tx.run(
      `${tx.sql.insertIgnore} INTO goal_results (id, company_id, goal_id, run_id, status, synthesis, error, created_at) ` +
        'VALUES (?, ?, ?, ?, ?, NULL, NULL, ?)',
      [resultId, companyId, goalId, runId, statusOf[type], Date.parse(at)],
    );
    if (changes > 0) await this.work.ask(tx, companyId, { do: 'conclude', goalId, runId, resultId });
  }
}
