/** What differs between two definitions, as people think of it: steps, what is set in them, edges, settings; layout apart. */
import type { Definition, WorkflowEdge, WorkflowNode } from './definition.js';
import type { Edit } from './edit.js';

/** `['config', 'labels', 1]` */
export type ChangePath = readonly (string | number)[];

/** One value. Absent on a side where there is none. */
export interface Change {
  path: ChangePath;
  before?: unknown;
  after?: unknown;
}

export interface NodeChange {
  id: string;
  /** As it is afterwards. */
  kind: string;
  name?: string;
  changes: Change[];
}

export interface Move {
  id: string;
  before: WorkflowNode['position'] | null;
  after: WorkflowNode['position'] | null;
}

export interface DefinitionDiff {
  /** Nothing at all differs. */
  isSame: boolean;
  /** A run would do the same: only what people see on the canvas differs. */
  isCosmetic: boolean;
  nodes: { added: WorkflowNode[]; removed: WorkflowNode[]; changed: NodeChange[]; moved: Move[] };
  edges: { added: WorkflowEdge[]; removed: WorkflowEdge[] };
  settings: Change[];
  inputs: Change[];
  canvas: Change[];
  /** The order afterwards, where the changes above would leave another one. It decides nothing but the hash. */
  order: { nodes: string[] | null; edges: WorkflowEdge[] | null };
}

/** What only people see. */
const cosmetic = new Set(['name', 'notes', 'position', 'externalId']);

/** From `a` to `b`. Nodes are the same by their id; one with another id is removed and added. */
export function diffDefinitions(a: Definition, b: Definition): DefinitionDiff {
  const before = new Map(a.nodes.map((node) => [node.id, node]));
  const after = new Map(b.nodes.map((node) => [node.id, node]));
  const pairs = b.nodes.flatMap((node): [WorkflowNode, WorkflowNode][] => {
    const old = before.get(node.id);
    return old ? [[old, node]] : [];
  });
  const nodes = {
    added: b.nodes.filter(({ id }) => !before.has(id)),
    removed: a.nodes.filter(({ id }) => !after.has(id)),
    changed: pairs.flatMap(([old, node]) => nodeChange(old, node)),
    moved: pairs.flatMap(([old, node]) => move(old, node)),
  };
  const [kept, removed] = split(a.edges, b.edges);
  const edges = { added: split(b.edges, a.edges)[1], removed };
  const settings = changesOf(a.settings, b.settings, ['settings']);
  const inputs = changesOf(a.inputs, b.inputs, ['inputs']);
  const canvas = changesOf(a.canvas, b.canvas, ['canvas']);
  const order = {
    nodes: orderOf(
      [...pairsInOrder(a, after), ...nodes.added.map(({ id }) => id)],
      b.nodes.map(({ id }) => id),
    ),
    edges: orderOf([...kept, ...edges.added], b.edges, edgeKey),
  };
  const isCosmetic =
    nodes.added.length + nodes.removed.length + edges.added.length + edges.removed.length === 0 &&
    settings.length + inputs.length === 0 &&
    nodes.changed.every(({ changes }) => changes.every(({ path }) => cosmetic.has(String(path[0]))));
  const isSame =
    isCosmetic && nodes.changed.length + nodes.moved.length + canvas.length === 0 && !order.nodes && !order.edges;
  return { isSame, isCosmetic, nodes, edges, settings, inputs, canvas, order };
}

const pairsInOrder = (a: Definition, after: ReadonlyMap<string, unknown>): string[] =>
  a.nodes.flatMap(({ id }) => (after.has(id) ? [id] : []));

function nodeChange({ position: _old, ...old }: WorkflowNode, { position: _new, ...node }: WorkflowNode): NodeChange[] {
  const changes = changesOf(old, node);
  const { id, kind, name } = node;
  return changes.length === 0 ? [] : [{ id, kind, ...(name === undefined ? {} : { name }), changes }];
}

function move(
  { id, position: before = undefined }: WorkflowNode,
  { position: after = undefined }: WorkflowNode,
): Move[] {
  if (before?.x === after?.x && before?.y === after?.y) return [];
  return [{ id, before: before ?? null, after: after ?? null }];
}

const edgeKey = ({ from, port, to }: WorkflowEdge): string => JSON.stringify([from, port ?? null, to]);

/** Of the edges those that the others have as well, each as often as they have it, and the rest. */
function split(edges: readonly WorkflowEdge[], others: readonly WorkflowEdge[]): [WorkflowEdge[], WorkflowEdge[]] {
  const left = new Map<string, number>();
  for (const edge of others) left.set(edgeKey(edge), (left.get(edgeKey(edge)) ?? 0) + 1);
  const [both, rest]: [WorkflowEdge[], WorkflowEdge[]] = [[], []];
  for (const edge of edges) {
    const count = left.get(edgeKey(edge)) ?? 0;
    if (count > 0) left.set(edgeKey(edge), count - 1);
    (count > 0 ? both : rest).push(edge);
  }
  return [both, rest];
}

function orderOf<T>(
  reached: readonly T[],
  wanted: readonly T[],
  key: (item: T) => unknown = (item) => item,
): T[] | null {
  const isSame = reached.length === wanted.length && reached.every((item, index) => key(item) === key(wanted[index]!));
  return isSame ? null : [...wanted];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field by field, in the order of their names; in lists place by place. */
export function changesOf(before: unknown, after: unknown, path: ChangePath = []): Change[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changesOf(valueAt(before, key), valueAt(after, key), [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after))
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
      changesOf(before[index], after[index], [...path, index]),
    ).flat();
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

const valueAt = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Carries changes out. */
function changed(value: unknown, changes: readonly Change[]): unknown {
  return changes.reduce<unknown>((at, change) => withChange(at, change.path, change), value);
}

function withChange(value: unknown, [key, ...rest]: ChangePath, change: Change): unknown {
  if (key === undefined) return change.after;
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    const item = withChange(list[key as number], rest, change);
    if (item === undefined) list.length = Math.min(list.length, key as number);
    else list[key as number] = item;
    return list;
  }
  const entries = new Map(Object.entries((value ?? {}) as Record<string, unknown>));
  const item = withChange(entries.get(String(key)), rest, change);
  if (item === undefined) entries.delete(String(key));
  else entries.set(String(key), item);
  return Object.fromEntries(entries);
}

/** The edits that lead from `a` to where the difference was taken to. */
export function editsOf(a: Definition, diff: DefinitionDiff): Edit {
  const nodes = new Map(a.nodes.map((node) => [node.id, node]));
  const rest = (['settings', 'inputs', 'canvas'] as const).filter((part) => diff[part].length > 0);
  const edits: Edit[] = [
    ...diff.edges.removed.map((edge): Edit => ({ type: 'disconnect', edge })),
    ...diff.nodes.changed.map(({ id, changes }): Edit => ({
      type: 'update',
      id,
      patch: patchOf(nodes.get(id)!, changes),
    })),
    ...diff.nodes.moved.map(({ id, after }): Edit => ({ type: 'update', id, patch: { position: after ?? null } })),
    ...(diff.nodes.removed.length > 0
      ? [{ type: 'remove', ids: diff.nodes.removed.map(({ id }) => id) } satisfies Edit]
      : []),
    ...(diff.nodes.added.length > 0 ? [{ type: 'add', nodes: diff.nodes.added } satisfies Edit] : []),
    ...diff.edges.added.map((edge): Edit => ({ type: 'connect', edge })),
    ...(rest.length > 0
      ? [
          {
            type: 'splice',
            rest: Object.fromEntries(rest.map((part) => [part, (changed(a, diff[part]) as Definition)[part] ?? null])),
          } satisfies Edit,
        ]
      : []),
    ...((diff.order.nodes ?? diff.order.edges) ? [{ type: 'arrange', ...diff.order } satisfies Edit] : []),
  ];
  return { type: 'batch', edits };
}

/** The fields that changed, whole; null for those that are gone. */
function patchOf(node: WorkflowNode, changes: readonly Change[]): Extract<Edit, { type: 'update' }>['patch'] {
  const after = changed(node, changes) as Record<string, unknown>;
  const fields = new Set(changes.map(({ path }) => String(path[0])));
  return Object.fromEntries([...fields].map((field) => [field, after[field] ?? null]));
}
