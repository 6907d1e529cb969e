/**
 * Which steps are handed what strangers wrote. Coarse on purpose: whatever leads to a step may have reached it, through whatever lies in between.
 * What leads to it are the steps before it, in its own scope and in those around it; of a loop also the iterations before.
 */
import type { RunReading } from '#libs/durable';
import { stepView, type Flow, type FlowNode, type RunState } from '#libs/engine';
import type { RunInput } from './run.entity.js';
import { pathSeen, scopePathOf } from './step-scope.js';

/** Durable's context of a step, its reading of a run and its view of one all fit. */
type Values = Pick<RunReading, 'state' | 'input' | 'meta'>;

const leading = new WeakMap<FlowNode, ReadonlySet<FlowNode>>();

/** Whether what the step at `path` is handed comes from strangers, as a whole or in part. */
export function isMarked(flow: Flow, values: Values, path: string): boolean {
  if (beganOutside(flow, values)) return true;
  const node = flow.byId.get(path.slice(path.lastIndexOf('/') + 1));
  if (!node) return true;
  return [...leadingTo(node)].some((before) => broughtIn(flow, values, before, scopePathOf(path)));
}

/** Whether strangers had a part in a run, for whoever takes over what it gives. */
export const hasOutside = (flow: Flow, values: Values): boolean =>
  beganOutside(flow, values) || [...flow.byId.values()].some((node) => broughtIn(flow, values, node, ''));

/** What fired the run: the others of its triggers have brought nothing. What is not at hand counts. */
function beganOutside({ byId }: Flow, { input }: Values): boolean {
  if (input === undefined) return true;
  const { trigger, outside } = input as Partial<RunInput>;
  return outside === true || byId.get(trigger?.node ?? '')?.outside === true || trigger?.kind === 'trigger.webhook';
}

/** A step that failed counts as well: its error tells what the other side answered. */
function broughtIn(flow: Flow, values: Values, node: FlowNode, scopePath: string): boolean {
  if (node.outside === false || node.role === 'trigger') return false;
  const path = pathSeen({ loaded: { flow }, scopePath }, node.id);
  // Inside another scope it may have run any number of times.
  if (path === undefined) return true;
  const status = stepView(flow, values.state as RunState, path)?.status;
  // In a loop it may not have run this time, but an earlier one.
  if (node.scope.owner?.repeats && !scopePathOf(path).endsWith('[0]')) return true;
  if (status !== 'succeeded' && status !== 'failed') return false;
  return node.outside === true || values.meta(path)?.['outside'] !== false;
}

function leadingTo(node: FlowNode): ReadonlySet<FlowNode> {
  const known = leading.get(node);
  if (known) return known;
  const found = new Set<FlowNode>();
  const add = (each: FlowNode): void => {
    if (found.has(each)) return;
    found.add(each);
    each.body?.nodes.forEach(add);
    each.inbound.forEach(({ from }) => add(from));
  };
  for (let at: FlowNode | undefined = node; at; at = at.scope.owner) {
    at.inbound.forEach(({ from }) => add(from));
    if (at.scope.owner?.repeats) at.scope.nodes.forEach(add);
  }
  leading.set(node, found);
  return found;
}
