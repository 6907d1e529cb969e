import { Injectable, type OnModuleInit } from '@nestjs/common';
import { errors, type ErrorSpec } from '#libs/contracts';
import {
  Durable,
  type DurableCommand,
  type RunChange,
  type SqlTransaction,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import { ChainDecider, type ChainEvent, type ChainState, type ChainStep } from './chain-decider.js';
import { Cleaning } from './cleaning.js';
import { Ingestion } from './ingestion.js';
import { cleanLater, runKinds, type DocumentWork, type ReindexWork } from './knowledge-runs.js';
import { Reindexing } from './reindexing.js';

type Change = RunChange<ChainState, ChainEvent>;
type Execute = (context: StepContext<ChainState>) => Promise<StepOutcome>;

const minute = 60_000;
/** Some hours: providers and sources may be away for as long. */
const patient = { maxAttempts: 20, firstPauseMs: 1000 };
const index: ChainStep = { path: 'index', ...patient, timeoutMs: 30 * minute };
const build: ChainStep = { path: 'build', ...patient, timeoutMs: 24 * 60 * minute };
const clean: ChainStep = { path: 'clean', maxAttempts: 50, firstPauseMs: 500, timeoutMs: 30 * minute };

/** Reading documents, building indexes and cleaning up, as durable runs. */
@Injectable()
export class IngestRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly ingestion: Ingestion,
    private readonly cleaning: Cleaning,
    private readonly reindexing: Reindexing,
  ) {}

  onModuleInit(): void {
    this.define(runKinds.document, [index, clean], {
      index: (context) => this.ingestion.index(context),
      clean: (context) => this.cleaning.afterReading(context),
    });
    this.define(runKinds.reindex, [build, clean], {
      build: (context) => this.reindexing.build(context),
      clean: (context) => this.cleaning.afterIndexing(context),
    });
    this.define(runKinds.clean, [clean], { clean: (context) => this.cleaning.clean(context) });
  }

  private define(kind: string, steps: readonly [ChainStep, ...ChainStep[]], acts: Record<string, Execute>): void {
    const decider = new ChainDecider(steps);
    this.durable.define<ChainState, ChainEvent, DurableCommand>({
      kind,
      decider: () => Promise.resolve(decider),
      execute: (command, context) => acts[command.path]!(context),
      project: (tx, changes) => this.project(tx, changes),
    });
  }

  private async project(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      const { run, to, error, reading } = change;
      // Only the first step says something to people: what is left to clean up, nobody can find.
      if (to !== 'failed' || !error || reading.state.step > 0) continue;
      if (run.kind === runKinds.document) await this.documentFailed(tx, change, error);
      if (run.kind === runKinds.reindex) {
        const { baseId, index: built } = reading.input as ReindexWork;
        await this.reindexing.failed(tx, { companyId: run.companyId, baseId, indexId: built.id }, error);
        await cleanLater(this.durable, tx, run.companyId, { id: `${run.id}.c`, baseId, indexes: [built] });
      }
    }
  }

  private async documentFailed(
    tx: SqlTransaction,
    { run, at, reading }: Change,
    { code, message }: { code: string; message: string },
  ): Promise<void> {
    const { documentId, ingestion } = reading.input as DocumentWork;
    const told = { code, message, help: helpFor(code) };
    await tx.run(
      `UPDATE knowledge_documents SET status = 'failed', progress = NULL, error = ?, updated_at = ? WHERE id = ? AND company_id = ? AND ingestion = ?`,
      [JSON.stringify(told), at, documentId, run.companyId, ingestion],
    );
  }
}

/** What the person can do who sees it. */
export const helpFor = (code: string): string | null =>
  (errors as Readonly<Record<string, ErrorSpec>>)[code]?.help ?? null;
