import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Durable, type DurableCommand } from '#libs/durable';
import { ChainDecider, type ChainEvent, type ChainState } from '../ingestion/chain-decider.js';
import { helpFor } from '../ingestion/ingest-runs.js';
import { runKinds } from '../ingestion/knowledge-runs.js';
import { SourceSync } from './source-sync.js';
import type { SyncWork } from './source-starts.js';

/** A source that is away is asked again for some ten minutes, and then at its next time. */
const step = { path: 'sync', maxAttempts: 6, firstPauseMs: 5_000, timeoutMs: 60 * 60_000 };
const nothing = { added: 0, changed: 0, deleted: 0, unchanged: 0, skipped: 0 };

/** Looking through sources, as durable runs. */
@Injectable()
export class SyncRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly sync: SourceSync,
  ) {}

  onModuleInit(): void {
    const decider = new ChainDecider([step]);
    this.durable.define<ChainState, ChainEvent, DurableCommand>({
      kind: runKinds.sync,
      decider: () => Promise.resolve(decider),
      execute: (_command, context) => this.sync.sync(context),
      project: async (tx, changes) => {
        for (const { run, to, error, reading } of changes) {
          if (to !== 'failed' || !error) continue;
          const { sourceId, nth } = reading.input as SyncWork;
          const told = { code: error.code, message: error.message, help: helpFor(error.code) };
          await this.sync.finish(tx, run.companyId, sourceId, nth, { ...nothing, error: told });
        }
      },
    });
  }
}
