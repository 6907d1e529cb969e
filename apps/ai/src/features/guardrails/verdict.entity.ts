import { column, defineEntity, type RowOf } from '#libs/platform/database';
import { originColumns } from '../calls/origin.js';

/** What the guardrails found in one place of one call. Nothing of the text itself but what is masked. */
export const verdictColumns = {
  id: column.id(),
  companyId: column.id(),
  at: column.millis(),
  direction: column.key<'in' | 'out'>(4),
  detector: column.key(16),
  kind: column.key(64),
  action: column.key(16),
  reason: column.text(300),
  sample: column.text(200),
  /** Hundredths, of an injection. */
  score: column.int().nullable(),
  place: column.key(100),
  count: column.int(),
  task: column.key(32),
  ...originColumns,
};
export type VerdictRow = RowOf<typeof verdictColumns>;
export const verdictEntity = defineEntity('ai_verdicts', verdictColumns, {
  audit: { none: 'what guardrails found is a log of its own' },
});

/** Guardrails of one agent: stricter than the company's. `id` is the agent's. */
export const agentPolicyColumns = {
  id: column.id(),
  companyId: column.id(),
  policy: column.json<Record<string, unknown>>(),
  updatedAt: column.millis(),
};
export type AgentPolicyRow = RowOf<typeof agentPolicyColumns>;
export const agentPolicyEntity = defineEntity('ai_guard_policies', agentPolicyColumns, {
  audit: { noun: 'guardrails', quiet: ['updatedAt'] },
});
