import type { RunSummary } from '#libs/contracts';

export interface Hour {
  hour: number;
  succeeded: number;
  failed: number;
  /** Not ended: running, waiting, paused, queued. */
  open: number;
  cancelled: number;
}

export interface Today {
  runs: number;
  active: number;
  succeeded: number;
  failed: number;
  costMicros: number;
  tokens: number;
  failures: RunSummary[];
  hours: Hour[];
  /** Whether older runs of today may be missing from what was loaded. */
  partial: boolean;
}

/** What the newest runs say about today. `complete` is false when the API has more runs than were loaded. */
export function summarizeToday(runs: readonly RunSummary[], complete: boolean, now: number): Today {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const start = midnight.getTime();
  const today = runs.filter((run) => Date.parse(run.createdAt) >= start);
  const hours: Hour[] = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    succeeded: 0,
    failed: 0,
    open: 0,
    cancelled: 0,
  }));
  for (const run of today) {
    const hour = hours[new Date(run.createdAt).getHours()];
    if (!hour) continue;
    if (run.status === 'succeeded' || run.status === 'failed' || run.status === 'cancelled') hour[run.status] += 1;
    else hour.open += 1;
  }
  const count = (status: RunSummary['status']) => today.filter((run) => run.status === status).length;
  const sum = (value: (run: RunSummary) => number) => today.reduce((total, run) => total + value(run), 0);
  return {
    runs: today.length,
    active: today.filter((run) => !['succeeded', 'failed', 'cancelled'].includes(run.status)).length,
    succeeded: count('succeeded'),
    failed: count('failed'),
    costMicros: sum((run) => run.usage.costMicros),
    tokens: sum((run) => run.usage.inputTokens + run.usage.outputTokens),
    failures: today.filter((run) => run.status === 'failed'),
    hours,
    partial: !complete && today.length === runs.length,
  };
}
