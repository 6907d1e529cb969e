import { AppError } from '#libs/contracts';
import type { DurableDefinition, RunStatus } from './definition.port.js';
import { Payload } from './payloads/payload.js';
import type { Payloads } from './payloads/payloads.js';
import { summaryOf, viewOf, type HistoryEntry, type RunSummary, type RunView } from './run-view.js';
import type { RunMemory } from './runner/run-memory.js';
import { RunViews } from './runner/run-views.js';
import type { CommittedRun, RunWatchers } from './runner/run-watchers.js';
import { readEach } from './store/history.repository.js';
import { catchUp, loadRun, payloadOf } from './store/load-run.js';
import { findRun } from './store/run.repository.js';
import { infoOf, type RunRow, type RunRowWithInput } from './store/run-rows.js';
import type { SqlStore } from './store/sql-store.port.js';

export interface RunReaderOptions {
  store: SqlStore;
  payloads: Payloads;
  definitions: ReadonlyMap<string, DurableDefinition>;
  watchers: RunWatchers;
  /** True for a run that this process works on: of its end it hears. */
  holds: (runId: string) => boolean;
}

/** A run that another process works on is looked at this often. */
const lookEveryMs = 500;
const over: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Looking at runs, and waiting for them to get somewhere. What each call promises stands at `Durable`. */
export class RunReader {
  private readonly views = new RunViews();

  constructor(private readonly options: RunReaderOptions) {}

  async summary(runId: string): Promise<RunSummary | undefined> {
    const row = await findRun(this.options.store, runId);
    return row && summaryOf(row);
  }

  async history(runId: string, afterSeq: number, limit: number): Promise<HistoryEntry[]> {
    const { store, payloads } = this.options;
    const rows = await readEach(store, runId, afterSeq, limit);
    return Promise.all(
      rows.map(async (row) => {
        const event = JSON.parse(row.event) as HistoryEntry['event'] & { type: string; at: number; path?: string };
        const payload = payloadOf(row);
        if (payload) await payloads.load(payload);
        const { type, at, path } = event;
        return {
          seq: row.seq,
          type,
          at,
          ...(path === undefined ? {} : { path }),
          event,
          ...(payload ? { output: payload.value } : {}),
        };
      }),
    );
  }

  async view<S = unknown>(runId: string): Promise<RunView<S>> {
    const { row, definition } = await this.known(runId);
    const memory = await this.load(row, definition);
    await memory.complete(this.options.payloads);
    return viewOf<S>(summaryOf(row), memory);
  }

  async look<S, T>(runId: string, look: (view: RunView<S>) => T): Promise<T> {
    const { row, definition } = await this.known(runId);
    const { store, payloads } = this.options;
    let current = row;
    const open = () => this.load(row, definition);
    const catchUpWith = async (memory: RunMemory) => {
      // The row first: what it says of the end is then in the history too.
      current = (await findRun(store, runId)) ?? row;
      await catchUp(store, runId, memory);
      await memory.complete(payloads);
    };
    return this.views.look(runId, { open, catchUp: catchUpWith }, (memory) =>
      look(viewOf<S>(summaryOf(current), memory)),
    );
  }

  async waitFor(runId: string, ms: number): Promise<RunSummary | undefined> {
    const end = Date.now() + ms;
    for (;;) {
      const seen = await this.summary(runId);
      const left = end - Date.now();
      if (!seen || over.has(seen.status) || left <= 0) return seen;
      const found = await this.options.watchers.watch(runId, Math.min(left, lookEveryMs), ({ isOver, summary }) =>
        isOver ? summary : undefined,
      );
      if (found?.value) return found.value;
    }
  }

  async until<S, T>(
    runId: string,
    ms: number,
    look: (view: RunView<S>) => T | undefined,
    when: 'each' | 'end',
  ): Promise<T | undefined> {
    const { watchers, holds } = this.options;
    const over = watchers.endOf(runId);
    if (over) return look(viewOf<S>(over.summary, over.memory));
    const end = Date.now() + ms;
    for (;;) {
      const left = end - Date.now();
      // Of the end of what this process holds it hears.
      if (left <= 0 || when === 'each' || !holds(runId)) {
        const seen = await this.look<S, { value: T | undefined; isOver: boolean }>(runId, (view) => ({
          value: look(view),
          isOver: view.finishedAt !== null,
        }));
        if (seen.value !== undefined || seen.isOver || left <= 0) return seen.value;
      }
      const found = await watchers.watch(runId, Math.max(0, Math.min(left, lookEveryMs)), (run: CommittedRun) =>
        when === 'end' && !run.isOver ? undefined : look(viewOf<S>(run.summary, run.memory)),
      );
      if (found) return found.value;
    }
  }

  /** @throws RUN_NOT_FOUND */
  private async known(runId: string): Promise<{ row: RunRow; definition: DurableDefinition }> {
    const row = await findRun(this.options.store, runId);
    const definition = row && this.options.definitions.get(row.kind);
    if (!row || !definition) throw new AppError('RUN_NOT_FOUND');
    return { row, definition };
  }

  private async load(row: RunRow, definition: DurableDefinition): Promise<RunMemory> {
    const { store, payloads } = this.options;
    const [kept] = await store.query<Pick<RunRowWithInput, 'input' | 'input_ref'>>(
      'SELECT input, input_ref FROM durable_runs WHERE id = ?',
      [row.id],
    );
    const input = kept?.input_ref ? Payload.stored(kept.input_ref) : Payload.inline(kept?.input ?? 'null');
    return loadRun(store, row.id, await definition.decider(infoOf(row)), input, payloads);
  }
}
