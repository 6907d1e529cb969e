import type { StepContext } from '#libs/durable';
import { initialState, type FlowNode, type RunState, type ScopeState, type StepState } from '#libs/engine';
import { AppError } from '#libs/contracts';
import type { LoadedFlow } from '../runs/flows.js';
import type { RunInput } from '../runs/run.entity.js';

/** What a test of one step takes for granted. */
export interface Told {
  input: RunInput;
  /** Outputs of other steps by node id. */
  steps: ReadonlyMap<string, unknown>;
  item?: unknown;
  index: number;
  error?: { code: string; message: string } | undefined;
}

/** Where one step stands when nothing has run: its path, what it reads, and which outputs it missed. */
export interface ToldPlace {
  path: string;
  state: RunState;
  output: StepContext['output'];
  /** Ids of steps that were read and that nobody told the output of. */
  missing: ReadonlySet<string>;
}

/** A place for a step as if the steps before it had run and given what is told. @throws NODE_NOT_FOUND */
export function toldPlace({ flow }: Pick<LoadedFlow, 'flow'>, nodeId: string, told: Told): ToldPlace {
  const node = flow.byId.get(nodeId);
  if (!node) throw new AppError('NODE_NOT_FOUND', { detail: `There is no step ${nodeId}` });
  const owners = ownersOf(node);
  const innermost = owners.at(-1);
  const scopePath = owners.map(({ id }, depth) => `${id}[${depth === owners.length - 1 ? told.index : 0}]`).join('/');
  const ownerPath = scopePath.slice(0, Math.max(0, scopePath.lastIndexOf('[')));
  const missing = new Set<string>();
  const output = (path: string): unknown => {
    if (innermost && path === ownerPath) return around(innermost, told);
    const id = path.slice(path.lastIndexOf('/') + 1);
    if (told.steps.has(id)) return told.steps.get(id) ?? null;
    if (flow.byId.get(id)?.role !== 'trigger') missing.add(id);
    return undefined;
  };
  const path = scopePath === '' ? nodeId : `${scopePath}/${nodeId}`;
  return { path, state: stateOf(node, scopePath, told), output, missing };
}

/** Scopes around a node, outermost first. */
function ownersOf(node: FlowNode): FlowNode[] {
  const owners: FlowNode[] = [];
  for (let owner = node.scope.owner; owner; owner = owner.scope.owner) owners.unshift(owner);
  return owners;
}

/** What the scope around gives to its body: the items of a map, what the iteration before gave in a loop. */
function around(owner: FlowNode, { item, index }: Told): unknown {
  if (owner.repeats) return { result: item ?? null };
  const items: unknown[] = [];
  items[index] = item ?? null;
  return items;
}

/** The steps right before the node have taken the way to it: what a merge gives out, and where `error` comes from. */
function stateOf(node: FlowNode, scopePath: string, { steps, error }: Told): RunState {
  const done: (StepState | null)[] = node.scope.nodes.map(() => null);
  for (const { from, port } of node.inbound) {
    const base = { attempt: 1, generation: 1, base: 0, phase: 'run' as const, readyAt: 0, port };
    if (port === 'error' && error) done[from.local] = { ...base, mode: 'failed', error: { ...error, retry: 'never' } };
    else if (steps.has(from.id) || from.role === 'trigger') done[from.local] = { ...base, mode: 'succeeded' };
  }
  const scope: ScopeState = {
    ...{ path: scopePath, item: scopePath === '' ? -1 : 0, steps: done, pending: [], taken: [] },
    ...{ left: 0, busy: 0, place: 'active' },
  };
  return { ...initialState(), scopes: { [scopePath]: scope } };
}
