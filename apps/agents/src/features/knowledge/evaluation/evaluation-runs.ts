import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Durable, type DurableCommand } from '#libs/durable';
import { ChainDecider, type ChainEvent, type ChainState } from '../ingestion/chain-decider.js';
import { runKinds } from '../ingestion/knowledge-runs.js';
import { Evaluations, type EvaluationWork } from './evaluations.js';

const step = { path: 'ask', maxAttempts: 4, firstPauseMs: 2_000, timeoutMs: 60 * 60_000 };

/** Evaluations, as durable runs. */
@Injectable()
export class EvaluationRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly evaluations: Evaluations,
  ) {}

  onModuleInit(): void {
    const decider = new ChainDecider([step]);
    this.durable.define<ChainState, ChainEvent, DurableCommand>({
      kind: runKinds.evaluation,
      decider: () => Promise.resolve(decider),
      execute: (_command, context) => this.evaluations.run(context),
      project: async (tx, changes) => {
        for (const { run, to, at, error, reading } of changes) {
          if (to !== 'failed' || !error) continue;
          const { evaluationId } = reading.input as EvaluationWork;
          await tx.run(
            `UPDATE knowledge_evaluations SET status = 'failed', error = ?, finished_at = ? WHERE id = ? AND company_id = ?`,
            [JSON.stringify({ code: error.code, message: error.message }), at, evaluationId, run.companyId],
          );
        }
      },
    });
  }
}
