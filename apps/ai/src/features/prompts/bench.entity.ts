import type {
  AiUsage,
  BenchCell,
  BenchCheck,
  BenchInput,
  BenchJudge,
  BenchStatus,
  Caller,
  PromptContent,
} from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Everything that a bench measures, frozen when it begins, and who works on it. */
export const benchColumns = {
  id: column.id(),
  companyId: column.id(),
  promptId: column.id(),
  /** 0: the draft as it was then. */
  version: column.int(),
  content: column.json<PromptContent>(),
  models: column.json<string[]>(),
  inputs: column.json<BenchInput[]>(),
  repeats: column.int(),
  judge: column.json<BenchJudge>().nullable(),
  /** On whose behalf models are asked, also after a restart. */
  caller: column.json<Caller>(),
  status: column.key<BenchStatus>(16),
  done: column.int(),
  total: column.int(),
  costMicros: column.money(),
  /** Names the process that works on it, as long as the lease stands. */
  holder: column.key(64),
  leaseUntil: column.millis(),
  createdAt: column.millis(),
  endedAt: column.millis().nullable(),
};
export type BenchRow = RowOf<typeof benchColumns>;
export const benchEntity = defineEntity('ai_prompt_benches', benchColumns, {
  audit: { none: 'comparisons of prompts change nothing' },
});

/** One answer, measured. */
export const cellColumns = {
  id: column.id(),
  companyId: column.id(),
  benchId: column.id(),
  /** Place in the bench: unique, so that a cell which two processes measured counts once. */
  position: column.int(),
  model: column.text(200),
  input: column.text(100),
  repeatNo: column.int(),
  status: column.key<BenchCell['status']>(16),
  text: column.text(),
  data: column.json().nullable(),
  checks: column.json<BenchCheck[]>(),
  passed: column.bool().nullable(),
  /** Thousandths. */
  score: column.int().nullable(),
  reason: column.text(2000).nullable(),
  errorCode: column.key(64).nullable(),
  errorDetail: column.text(2000).nullable(),
  usage: column.json<AiUsage>().nullable(),
  costMicros: column.money(),
  judgeCostMicros: column.money(),
  ms: column.int(),
};
export type CellRow = RowOf<typeof cellColumns>;
export const cellEntity = defineEntity('ai_prompt_bench_cells', cellColumns, {
  audit: { none: 'comparisons of prompts change nothing' },
});
