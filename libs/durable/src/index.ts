export * from './decider.port.js';
export type {
  DurableDefinition,
  Message,
  RunChange,
  RunError,
  RunInfo,
  RunReading,
  RunStatus,
  Unanswered,
} from './definition.port.js';
export { Durable } from './durable.js';
export type { DurableOptions } from './durable-options.js';
export type { CreatedRun, NewDurableRun } from './new-run.js';
export type { HistoryEntry, RunSummary, RunView } from './run-view.js';
export { limits } from './limits.js';
export { OneStepDecider, type OneStepEvent, type OneStepState } from './one-step-decider.js';
export { MemoryPayloadStore } from './payloads/memory.payload-store.js';
export type { PayloadStore } from './payloads/payload-store.port.js';
export { crashPointNames, parseCrashRule, type CrashPointName, type CrashRule } from './runner/crash-points.js';
export type { PlacesOf } from './runner/admitter.js';
export { runIsolated, type IsolatedProgram, type IsolatedWork } from './isolation/run-isolated.js';
export type { Retention } from './retention.js';
export { stepKey } from './runner/step-key.js';
export { durableMigrations } from './store/migrations.js';
export type { DurableMigration } from './store/schema-changes.js';
export type { Places } from './store/admission.js';
export type { QueueDepth } from './store/run.repository.js';
export type { Serving, Waiting } from './store/serving.js';
export type { Beginning, HistoryEvent, KeptOutput } from './store/beginning.js';
export type { SqlExecutor, SqlStore, SqlTransaction, SqlWords } from './store/sql-store.port.js';
export { MemoryWakeUps } from './wake-ups/memory.wake-ups.js';
export { WakeUps, type Closeable, type HintCounts } from './wake-ups/wake-ups.port.js';
export type { WorkerFacts } from './worker-facts.js';
export { usageOf, type UsageTotal } from './usage.js';
