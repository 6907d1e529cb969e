import type { WorkflowEstimate } from '#libs/contracts';

export interface StepUsage {
  runId: string;
  stepPath: string | null;
  calls: number;
  costMicros: number;
}

type Spread = NonNullable<WorkflowEstimate['costMicros']>;
interface Spent {
  calls: number;
  costMicros: number;
}

/** `orders[3]/topic` and `orders[4]/topic` are one step of the definition. */
const nodeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\[.*$/, '');

/** Mean, and what nine of ten runs do not exceed. Runs that spent nothing count as such. */
export function spreadOf(costs: readonly number[]): Spread {
  const sorted = costs.toSorted((one, other) => one - other);
  const sum = sorted.reduce((total, cost) => total + cost, 0);
  return { mean: Math.round(sum / sorted.length), p90: sorted[Math.ceil(0.9 * sorted.length) - 1]! };
}

/** What runs of a workflow cost, whole and step by step. `runIds` names at least one. */
export function costsOf(
  runIds: readonly string[],
  usage: readonly StepUsage[],
): Pick<WorkflowEstimate, 'costMicros' | 'steps'> {
  const runs = new Map(runIds.map((id) => [id, 0]));
  const steps = new Map<string, Map<string, Spent>>();
  for (const { runId, stepPath, calls, costMicros } of usage) {
    runs.set(runId, (runs.get(runId) ?? 0) + costMicros);
    if (stepPath === null) continue;
    const step = steps.get(nodeOf(stepPath)) ?? new Map<string, Spent>();
    steps.set(nodeOf(stepPath), step);
    const before = step.get(runId) ?? { calls: 0, costMicros: 0 };
    step.set(runId, { calls: before.calls + calls, costMicros: before.costMicros + costMicros });
  }
  return {
    costMicros: spreadOf([...runs.values()]),
    steps: [...steps].map(([step, spent]) => ({
      step,
      costMicros: spreadOf(runIds.map((id) => spent.get(id)?.costMicros ?? 0)),
      calls: runIds.reduce((sum, id) => sum + (spent.get(id)?.calls ?? 0), 0) / runIds.length,
    })),
  };
}
