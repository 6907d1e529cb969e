import type { Definition, WorkflowNode } from './definition.js';

/**
 * One text for all definitions that mean the same: keys sorted, nothing that is undefined, no white space. The order of nodes and
 * edges counts. What a content hash is made from.
 */
export const canonical = (definition: Definition): string => canonicalText(definition);

/** The same for any JSON value. */
export const canonicalText = (value: unknown): string => JSON.stringify(sortKeys(value));

/** The same for any JSON: one text for all values that are equal. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sortKeys(value)) ?? 'null';

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

const orders = {
  definition: ['schemaVersion', 'inputs', 'nodes', 'edges', 'settings', 'canvas'],
  node: ['id', 'kind', 'name', 'parent', 'config', 'retry', 'timeoutMs', 'onError', 'externalId', 'notes', 'position'],
  edge: ['from', 'port', 'to'],
  settings: ['timeoutMs', 'maxParallel', 'budgetMicros'],
  retry: ['maxAttempts', 'initialMs', 'factor', 'maxMs', 'jitter', 'neverOn'],
  position: ['x', 'y'],
  note: ['id', 'text', 'position', 'width', 'height'],
  group: ['id', 'title', 'nodes'],
} as const;

/**
 * The definition with its fields in the order in which people read them: what is exported. Configurations and schemas keep the order of
 * their author.
 */
export function arranged(definition: Definition): Definition {
  const { settings, canvas } = definition;
  return inOrder(
    {
      ...definition,
      nodes: definition.nodes.map(arrangedNode),
      edges: definition.edges.map((edge) => inOrder(edge, orders.edge)),
      ...(settings && { settings: inOrder(settings, orders.settings) }),
      ...(canvas && {
        canvas: {
          ...(canvas.notes && { notes: canvas.notes.map(arrangedNote) }),
          ...(canvas.groups && { groups: canvas.groups.map((group) => inOrder(group, orders.group)) }),
        },
      }),
    },
    orders.definition,
  );
}

const arrangedNode = (node: WorkflowNode): WorkflowNode =>
  inOrder(
    {
      ...node,
      ...(node.retry && { retry: inOrder(node.retry, orders.retry) }),
      ...(node.position && { position: inOrder(node.position, orders.position) }),
    },
    orders.node,
  );

type Note = NonNullable<NonNullable<Definition['canvas']>['notes']>[number];
const arrangedNote = (note: Note): Note =>
  inOrder({ ...note, position: inOrder(note.position, orders.position) }, orders.note);

/** Fields that are not named are left out, as are those without a value. */
function inOrder<T extends object>(value: T, keys: readonly string[]): T {
  const known = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, (value as Record<string, unknown>)[key]])) as T;
}
