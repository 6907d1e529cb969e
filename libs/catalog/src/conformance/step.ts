import { AppError } from '#libs/contracts';
import type { Capabilities, StepInput } from '../kit.js';

export type Fakes = { [K in keyof Capabilities]?: Partial<Capabilities[K]> };

/** What a test says about one attempt; the rest is the same everywhere. */
export interface StepFacts {
  use?: Fakes;
  input?: unknown;
  at?: number;
  branches?: Record<string, unknown>;
}

/** A step as the runner gives it to a kind. Reaching for a capability that the definition does not name throws. */
export function stepInput<C>(
  config: C,
  needs: readonly string[],
  facts: StepFacts = {},
): StepInput<C, keyof Capabilities> {
  return {
    config,
    at: facts.at ?? Date.parse('2026-11-20T12:00:00Z'),
    key: 'key',
    attempt: 1,
    path: 'step',
    node: { id: 'step' },
    run: { id: 'run_1', companyId: 'co_1', workflowId: 'wf_1', workflowName: 'Test' },
    input: facts.input,
    signal: new AbortController().signal,
    heartbeat: () => undefined,
    branches: () => facts.branches ?? {},
    use: onlyNeeded(facts.use ?? {}, needs) as Capabilities,
  };
}

function onlyNeeded(fakes: Fakes, needs: readonly string[]): Fakes {
  return new Proxy(fakes, {
    get: (target, name) => {
      if (!needs.includes(String(name))) throw new AppError('FORBIDDEN', { detail: `not in needs: ${String(name)}` });
      return target[name as keyof Fakes];
    },
  });
}
