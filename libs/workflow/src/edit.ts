/** Edits of a definition as data: the canvas, undo, autosave, import and the server apply the same ones. Long because it is one table of them. */
import type { Definition, WorkflowEdge, WorkflowNode } from './definition.js';
import type { ParseExpression } from './spot.js';
import { renameInConfig } from './rename.js';

type NodePatch = { [K in Exclude<keyof WorkflowNode, 'id'>]?: WorkflowNode[K] | null };

type Group = NonNullable<NonNullable<Definition['canvas']>['groups']>[number];

/** Replaces `remove` entries from `at` on by `insert`. */
export interface Splice<T> {
  at: number;
  remove: number;
  insert: T[];
}

export type Edit =
  /** Adds nodes with the edges between them (a new node, a paste). */
  | { type: 'add'; nodes: WorkflowNode[]; edges?: WorkflowEdge[] }
  /** Removes nodes, what stands inside them, and all their edges. */
  | { type: 'remove'; ids: string[] }
  /** Sets fields of a node; null takes a field away. */
  | { type: 'update'; id: string; patch: NodePatch }
  | { type: 'move'; positions: Record<string, { x: number; y: number }> }
  /** Gives a node another id, in edges, parents and all expressions as well. */
  | { type: 'rename'; id: string; to: string }
  | { type: 'connect'; edge: WorkflowEdge }
  | { type: 'disconnect'; edge: WorkflowEdge }
  /** Puts a new node into an edge; its first port leads on. */
  | { type: 'insertOnEdge'; edge: WorkflowEdge; node: WorkflowNode }
  /** Puts nodes into the body of a scope, or out of all (null); edges that would cross the border go. */
  | { type: 'setParent'; ids: string[]; parent: string | null }
  | { type: 'setSettings'; settings: Definition['settings'] | null }
  | { type: 'setInputs'; inputs: Definition['inputs'] | null }
  | { type: 'setNotes'; notes: NonNullable<NonNullable<Definition['canvas']>['notes']> }
  | { type: 'setGroups'; groups: Group[] }
  /** Puts nodes and edges into this order; null leaves theirs. */
  | { type: 'arrange'; nodes: string[] | null; edges: WorkflowEdge[] | null }
  | { type: 'replace'; definition: Definition }
  | { type: 'batch'; edits: Edit[] }
  /** What `inverseEdit` makes. */
  | {
      type: 'splice';
      nodes?: Splice<WorkflowNode>;
      edges?: Splice<WorkflowEdge>;
      rest?: Partial<Record<'inputs' | 'settings' | 'canvas', unknown>>;
    };

/** The edit does not fit the definition, which is unchanged. */
export class EditError extends Error {
  override readonly name = 'EditError';
  constructor(
    readonly code: 'NODE_UNKNOWN' | 'NODE_EXISTS' | 'EDGE_UNKNOWN' | 'EDGE_EXISTS' | 'PARENT_INSIDE',
    message: string,
  ) {
    super(message);
  }
}

/**
 * The definition after an edit; the one given stays as it is, and parts that did not change are shared. Says nothing about whether the
 * result is valid. `parseExpression` is needed by `rename` alone.
 * @throws EditError
 */
export function applyEdit(definition: Definition, edit: Edit, parseExpression?: ParseExpression): Definition {
  return (appliers[edit.type] as Applier<Edit>)(definition, edit, parseExpression);
}

type Applier<E> = (definition: Definition, edit: E, parse?: ParseExpression) => Definition;

const appliers: { [T in Edit['type']]: Applier<Extract<Edit, { type: T }>> } = {
  add: (definition, { nodes, edges = [] }) => {
    for (const node of nodes) mustBeFree(definition, node.id);
    const added = { ...definition, nodes: [...definition.nodes, ...nodes] };
    return edges.reduce(connect, added);
  },
  remove,
  update: (definition, { id, patch }) => changeNode(definition, id, (node) => withFields(node, patch)),
  move: (definition, { positions }) =>
    Object.entries(positions).reduce(
      (at, [id, position]) => changeNode(at, id, (node) => ({ ...node, position })),
      definition,
    ),
  rename,
  connect: (definition, { edge }) => connect(definition, edge),
  disconnect: (definition, { edge }) => {
    const index = indexOfEdge(definition, edge);
    return { ...definition, edges: definition.edges.filter((_, at) => at !== index) };
  },
  insertOnEdge: (definition, { edge, node }) => {
    const index = indexOfEdge(definition, edge);
    mustBeFree(definition, node.id);
    const parent = find(definition, edge.from).parent;
    const inserted = parent === undefined ? node : { ...node, parent };
    const ways: WorkflowEdge[] = [
      { ...edge, to: node.id },
      { from: node.id, to: edge.to },
    ];
    return {
      ...definition,
      nodes: [...definition.nodes, inserted],
      edges: definition.edges.flatMap((other, at) => (at === index ? ways : [other])),
    };
  },
  setParent,
  setSettings: (definition, { settings }) => withFields(definition, { settings }),
  setInputs: (definition, { inputs }) => withFields(definition, { inputs }),
  setNotes: (definition, { notes }) => ({ ...definition, canvas: { ...definition.canvas, notes } }),
  setGroups: (definition, { groups }) => ({ ...definition, canvas: { ...definition.canvas, groups } }),
  arrange: (definition, { nodes, edges }) => ({
    ...definition,
    ...(nodes && { nodes: inOrder(definition.nodes, nodes, ({ id }) => id) }),
    ...(edges && { edges: inOrder(definition.edges, edges.map(edgeText), edgeText) }),
  }),
  replace: (_definition, { definition }) => definition,
  batch: (definition, { edits }, parse) => edits.reduce((at, edit) => applyEdit(at, edit, parse), definition),
  splice: (definition, { nodes, edges, rest }) => ({
    ...withFields(definition, (rest ?? {}) as Partial<Definition>),
    nodes: nodes ? spliced(definition.nodes, nodes) : definition.nodes,
    edges: edges ? spliced(definition.edges, edges) : definition.edges,
  }),
};

/** The edit that leads from `after` back to `before`, the order of nodes and edges included. Small when the two share their parts. */
export function inverseEdit(before: Definition, after: Definition): Edit {
  const rest = (['inputs', 'settings', 'canvas'] as const).filter((key) => before[key] !== after[key]);
  const nodes = difference(after.nodes, before.nodes);
  const edges = difference(after.edges, before.edges);
  return {
    type: 'splice',
    ...(nodes && { nodes }),
    ...(edges && { edges }),
    ...(rest.length > 0 && { rest: Object.fromEntries(rest.map((key) => [key, before[key] ?? null])) }),
  };
}

function difference<T>(from: readonly T[], to: readonly T[]): Splice<T> | undefined {
  if (from === to) return undefined;
  const shortest = Math.min(from.length, to.length);
  let start = 0;
  while (start < shortest && from[start] === to[start]) start++;
  let end = 0;
  while (end < shortest - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return { at: start, remove: from.length - end - start, insert: to.slice(start, to.length - end) };
}

const spliced = <T>(list: readonly T[], { at, remove, insert }: Splice<T>): T[] => [
  ...list.slice(0, at),
  ...insert,
  ...list.slice(at + remove),
];

function withFields<T extends object>(value: T, patch: { [K in keyof T]?: T[K] | null }): T {
  return Object.fromEntries(
    Object.entries({ ...value, ...patch }).filter(([, item]) => item !== null && item !== undefined),
  ) as T;
}

function find(definition: Definition, id: string): WorkflowNode {
  const node = definition.nodes.find((other) => other.id === id);
  if (!node) throw new EditError('NODE_UNKNOWN', `There is no node ${id}`);
  return node;
}

function mustBeFree(definition: Definition, id: string): void {
  if (definition.nodes.some((node) => node.id === id))
    throw new EditError('NODE_EXISTS', `There is a node ${id} already`);
}

function changeNode(definition: Definition, id: string, change: (node: WorkflowNode) => WorkflowNode): Definition {
  find(definition, id);
  return { ...definition, nodes: definition.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

const edgeText = ({ from, port, to }: WorkflowEdge): string => JSON.stringify([from, port ?? null, to]);

/** What the order does not name stays behind the rest. */
function inOrder<T>(list: readonly T[], order: readonly string[], key: (item: T) => string): T[] {
  const places = new Map(order.map((each, index) => [each, index]));
  const placeOf = (item: T): number => places.get(key(item)) ?? order.length;
  return [...list].sort((a, b) => placeOf(a) - placeOf(b));
}

const isSameEdge = (a: WorkflowEdge, b: WorkflowEdge): boolean =>
  a.from === b.from && a.to === b.to && a.port === b.port;

function indexOfEdge(definition: Definition, edge: WorkflowEdge): number {
  const index = definition.edges.findIndex((other) => isSameEdge(other, edge));
  if (index < 0) throw new EditError('EDGE_UNKNOWN', `There is no such edge from ${edge.from} to ${edge.to}`);
  return index;
}

function connect(definition: Definition, edge: WorkflowEdge): Definition {
  find(definition, edge.from);
  find(definition, edge.to);
  if (definition.edges.some((other) => isSameEdge(other, edge)))
    throw new EditError('EDGE_EXISTS', `${edge.from} and ${edge.to} are connected already`);
  return { ...definition, edges: [...definition.edges, edge] };
}

/** The nodes and all that stands inside them. */
function withInside(definition: Definition, ids: readonly string[]): Set<string> {
  const all = new Set(ids);
  for (const id of all) for (const node of definition.nodes) if (node.parent === id) all.add(node.id);
  return all;
}

function remove(definition: Definition, { ids }: { ids: string[] }): Definition {
  for (const id of ids) find(definition, id);
  const gone = withInside(definition, ids);
  return {
    ...definition,
    nodes: definition.nodes.filter((node) => !gone.has(node.id)),
    edges: definition.edges.filter((edge) => !gone.has(edge.from) && !gone.has(edge.to)),
    ...withGroups(definition, (id) => (gone.has(id) ? undefined : id)),
  };
}

/** The canvas with other members in its groups; a group that loses its last one goes. Nothing when no group changes. */
function withGroups(
  { canvas }: Definition,
  member: (id: string) => string | undefined,
): Pick<Definition, 'canvas'> | undefined {
  const groups = canvas?.groups;
  if (!groups?.some(({ nodes }) => nodes.some((id) => member(id) !== id))) return undefined;
  const kept = groups
    .map((group) => ({ ...group, nodes: group.nodes.map(member).filter((id) => id !== undefined) }))
    .filter(({ nodes }) => nodes.length > 0);
  return { canvas: { ...canvas, groups: kept } };
}

function setParent(definition: Definition, { ids, parent }: { ids: string[]; parent: string | null }): Definition {
  for (const id of ids) find(definition, id);
  if (parent !== null && find(definition, parent) && withInside(definition, ids).has(parent)) {
    throw new EditError('PARENT_INSIDE', `${parent} stands inside what would be put into it`);
  }
  const moved = {
    ...definition,
    nodes: definition.nodes.map((node) => (ids.includes(node.id) ? withFields(node, { parent }) : node)),
  };
  const parents = new Map(moved.nodes.map((node) => [node.id, node.parent]));
  return { ...moved, edges: moved.edges.filter((edge) => parents.get(edge.from) === parents.get(edge.to)) };
}

function rename(definition: Definition, { id, to }: { id: string; to: string }, parse?: ParseExpression): Definition {
  find(definition, id);
  if (id === to) return definition;
  mustBeFree(definition, to);
  const name = (other: string): string => (other === id ? to : other);
  const renamed = (node: WorkflowNode): WorkflowNode => {
    const config = parse ? (renameInConfig(node.config, id, to, parse) as WorkflowNode['config']) : node.config;
    if (node.id !== id && node.parent !== id && config === node.config) return node;
    return { ...node, id: name(node.id), config, ...(node.parent !== undefined && { parent: name(node.parent) }) };
  };
  return {
    ...definition,
    nodes: definition.nodes.map(renamed),
    edges: definition.edges.map((edge) =>
      edge.from === id || edge.to === id ? { ...edge, from: name(edge.from), to: name(edge.to) } : edge,
    ),
    ...withGroups(definition, name),
  };
}
