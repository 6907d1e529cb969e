import { stepView, type Flow, type RunState } from '#libs/engine';
import { endNodesOf, endsOf } from './scope-results.js';
import { outputOf, type Values } from './step-values.js';

/** Output of flow.stop where the run ended by it, else of the first flow.respond, else of the end nodes by id; null of a run that did not succeed. */
export function runOutput(flow: Flow, values: Values, status: 'succeeded' | 'failed' | 'cancelled'): unknown {
  const state = values.state as RunState;
  const stopped = flow.root.nodes.find(
    (node) => node.endsScope && stepView(flow, state, node.id)?.status === 'succeeded',
  );
  const output = stopped && outputOf(flow, values, stopped.id);
  if (output !== undefined && output !== null) return output;
  const answered = firstAnswer(flow, state);
  if (answered !== undefined) return outputOf(flow, values, answered);
  if (stopped) return null;
  return status === 'succeeded' ? endsOf(flow, { values, scopePath: '' }, endNodesOf(flow)) : null;
}

/** The flow.respond outside all scopes that answered first. */
const firstAnswer = (flow: Flow, state: RunState): string | undefined =>
  flow.root.nodes
    .filter(({ kind }) => kind === 'flow.respond')
    .flatMap(({ id }) => stepView(flow, state, id) ?? [])
    .filter(({ status }) => status === 'succeeded')
    .sort((left, right) => (left.endedAt ?? 0) - (right.endedAt ?? 0))[0]?.path;
