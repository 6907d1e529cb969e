import { stepKey } from '#libs/durable';
import { stepView, type RunState } from '#libs/engine';
import type { NewItem } from '../inbox/inbox-writer.js';
import type { LoadedFlow } from './flows.js';

const dayMs = 86_400_000;

export interface UnknownStep {
  companyId: string;
  runId: string;
  workflowId: string;
  workflowName: string;
  loaded: LoadedFlow;
  state: RunState;
  path: string;
  /** Epoch ms. */
  at: number;
}

/** What people are asked about a step of which nobody knows whether its effect has happened. */
export function unknownQuestion({ loaded, state, path, at, ...run }: UnknownStep): NewItem {
  const view = stepView(loaded.flow, state, path);
  const generation = view?.generation ?? 1;
  const node = view && loaded.nodes.get(view.node);
  const stepName = node?.name ?? view?.node ?? path;
  return {
    ...run,
    kind: 'unknown',
    title: `Did "${stepName}" take effect?`.slice(0, 300),
    body: 'The platform was interrupted while this step acted on the outside. Check there, then say: it happened, repeat it, or fail the step.',
    assignees: ['role:operator'],
    quorum: 1,
    rejections: 1,
    escalateTo: null,
    escalateAt: null,
    schema: null,
    facts: [
      { label: 'Step', value: path },
      { label: 'Kind', value: view?.kind ?? null },
      { label: 'Configuration', value: node?.config ?? null },
    ],
    stepPath: path,
    stepName: stepName.slice(0, 200),
    stepKind: view?.kind ?? null,
    attempt: generation,
    stepKey: `unknown.${stepKey(run.runId, path, generation)}`,
    createdAt: at,
    deadline: at + 30 * dayMs,
  };
}
