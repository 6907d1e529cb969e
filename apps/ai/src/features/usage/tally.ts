import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AiCallRow } from './ai-call.entity.js';
import { quarterOf, spendSums, type SpendEntityRow } from './spend.entity.js';

/** Most calls of a quarter of an hour agree with others. */
const known = new LRUCache<string, string>({ max: 1_000 });

function idOf(agreed: string): string {
  const made = known.get(agreed) ?? createHash('sha256').update(agreed).digest('base64url');
  known.set(agreed, made);
  return made;
}

/** What calls add to the sums: one row for each combination that occurs, in the order in which every replica locks them. */
export function tally(calls: readonly AiCallRow[]): SpendEntityRow[] {
  const sums = new Map<string, SpendEntityRow>();
  for (const call of calls) {
    const more = rowOf(call);
    const sum = sums.get(more.id);
    if (sum) for (const name of spendSums) sum[name] += more[name];
    else sums.set(more.id, more);
  }
  return [...sums.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function rowOf(call: AiCallRow): SpendEntityRow {
  const { companyId, model, provider, task, workflowId, agentId, cached } = call;
  const quarter = quarterOf(call.at);
  const agreed = { companyId, quarter, model, provider, task, workflowId, agentId, cached };
  const answered = call.outcome === 'succeeded';
  return {
    id: idOf(JSON.stringify(Object.values(agreed))),
    ...agreed,
    calls: answered ? 1 : 0,
    failures: answered ? 0 : 1,
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    costMicros: call.costMicros,
    savedMicros: call.savedMicros,
  };
}
