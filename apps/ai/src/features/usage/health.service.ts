import { Injectable } from '@nestjs/common';
import type { Caller, ModelHealth } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { AiCallRepository, type CallTimes } from './ai-call.repository.js';
import { BreakerStates } from './breaker-states.port.js';

/** Of the company: as many are read at most, whatever the time asked for. */
const readAtMost = 5000;
const sampleAtMost = 1000;

/** How the models did, from the rows of their last calls. */
@Injectable()
export class HealthService {
  constructor(
    private readonly calls: AiCallRepository,
    private readonly breakers: BreakerStates,
    private readonly db: Database,
  ) {}

  async models({ companyId }: Caller, minutes: number): Promise<{ from: string; items: ModelHealth[] }> {
    const from = (await this.db.now()) - minutes * 60_000;
    const rows = await this.calls.latest(companyId, from, readAtMost);
    const items = [...groupsOf(rows)].map((group) =>
      healthOf(group, (...model) => this.breakers.stateOf(companyId, ...model)),
    );
    // Where not all were read, the figures begin with the oldest that was.
    const since = rows.length < readAtMost ? from : rows.at(-1)!.at;
    return { from: new Date(since).toISOString(), items: items.sort((one, other) => other.calls - one.calls) };
  }
}

function groupsOf(rows: readonly CallTimes[]): Iterable<CallTimes[]> {
  const groups = new Map<string, CallTimes[]>();
  for (const row of rows) {
    const key = `${row.provider} ${row.model}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups.values();
}

function healthOf(
  rows: readonly CallTimes[],
  breaker: (provider: string, model: string) => ModelHealth['breaker'],
): ModelHealth {
  const { provider, model } = rows[0]!;
  const answered = rows.filter(({ outcome }) => outcome === 'succeeded');
  const failure = rows.find(({ outcome }) => outcome !== 'succeeded');
  const sample = answered.slice(0, sampleAtMost);
  return {
    ...{ provider, model },
    calls: rows.length,
    failures: rows.length - answered.length,
    success: answered.length / rows.length,
    latencyMs: percentiles(sample.map(({ ms }) => ms)),
    firstMs: percentiles(sample.flatMap(({ firstMs }) => firstMs ?? [])),
    sample: sample.length,
    lastFailure: failure ? { at: new Date(failure.at).toISOString(), code: failure.outcome } : null,
    breaker: breaker(provider, model),
  };
}

/** By nearest rank: a value that occurred, never one in between. */
export function percentiles(values: readonly number[]): { p50: number | null; p95: number | null } {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95) };
}
