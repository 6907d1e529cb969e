import type { Definition } from './definition.js';

/**
 * One text for all definitions that mean the same: keys sorted, nothing that is undefined, no white space. The order of nodes and
 * edges counts. What a content hash is made from.
 */
export const canonical = (definition: Definition): string => JSON.stringify(sortKeys(definition));

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

const nodeOrder = [
  'id',
  'kind',
  'name',
  'parent',
  'config',
  'retry',
  'timeoutMs',
  'onError',
  'externalId',
  'notes',
  'position',
];
const order = ['schemaVersion', 'inputs', 'nodes', 'edges', 'settings', 'canvas'];

/** The definition with its fields in the order in which people read them: what is exported. */
export const arranged = (definition: Definition): Definition => ({
  ...(inOrder(definition, order) as Definition),
  nodes: definition.nodes.map((node) => inOrder(node, nodeOrder) as Definition['nodes'][number]),
});

function inOrder(value: object, keys: readonly string[]): object {
  const known = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, (value as Record<string, unknown>)[key]]));
}
