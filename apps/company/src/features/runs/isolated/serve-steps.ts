import type { Capabilities, CapabilityName, StepInput, StepResult } from '#libs/catalog/kit';
import { serveIsolated, type IsolatedHost } from '#libs/durable/isolated';

type AnyInput = StepInput<unknown, CapabilityName>;
export type KindRuns = Readonly<
  Record<string, (input: AnyInput) => Promise<StepResult<unknown>> | StepResult<unknown>>
>;

/** A step as it travels to the process that carries it out: everything but what can act. */
export interface StepJob {
  kind: string;
  step: Omit<AnyInput, 'signal' | 'heartbeat' | 'branches' | 'use'>;
  branches: Record<string, unknown>;
  needs: readonly CapabilityName[];
}

/** Carries out one step of these kinds. What the step reaches for is asked of the worker, which has the connections. */
export function serveSteps(runs: KindRuns): void {
  serveIsolated(async (given, host) => {
    const { kind, step, branches, needs } = given as StepJob;
    const run = runs[kind];
    if (!run) throw new Error(`There is no kind ${kind}`);
    return run({
      ...step,
      signal: host.signal,
      heartbeat: host.heartbeat,
      branches: () => branches,
      use: Object.fromEntries(needs.map((name) => [name, remote(name, host)])) as unknown as Capabilities,
    });
  });
}

/** A capability whose every method is a call to the worker. */
const remote = (name: CapabilityName, host: IsolatedHost): object =>
  new Proxy(
    {},
    {
      get: (_, method) =>
        typeof method === 'string' ? (...args: unknown[]) => host.call(`${name}.${method}`, args) : undefined,
    },
  );
