/** What people do on the canvas, as edits. Pure: a definition in, an edit out. */
import {
  freeId,
  reservedWords,
  type Definition,
  type Edit,
  type WorkflowEdge,
  type WorkflowNode,
} from '#libs/workflow';
import { kindOf, outputPorts } from '../kinds.js';
import { edgeOf } from './can-connect.js';

export interface Place {
  x: number;
  y: number;
}

/** Where a new step comes in. */
export type Spot =
  | { at: 'free'; parent?: string | undefined }
  /** Behind a port. */
  | { at: 'port'; from: string; port: string }
  /** Into an edge. */
  | { at: 'edge'; edge: WorkflowEdge }
  /** Before a step: all that led to it leads to the new one. */
  | { at: 'before'; node: string };

/** `ai.classify` → `classify`, or `classify2`. */
export const newIdFor = (kind: string, definition: Definition): string =>
  freeId(
    (kind.split('.').at(-1) ?? 'step').replace(/[^A-Za-z0-9]/g, '') || 'step',
    new Set([...definition.nodes.map(({ id }) => id), ...reservedWords]),
  );

const nodeIn = (definition: Definition, id: string): WorkflowNode | undefined =>
  definition.nodes.find((node) => node.id === id);

/** A new step where people asked for it, connected. */
export function addStep(definition: Definition, kind: string, spot: Spot, position: Place): { edit: Edit; id: string } {
  const id = newIdFor(kind, definition);
  const node: WorkflowNode = { id, kind, config: {}, position };
  const leadsOn = outputPorts(node, []).length > 0;
  if (spot.at === 'edge') {
    const inserted: Edit = { type: 'insertOnEdge', edge: spot.edge, node };
    return { id, edit: leadsOn ? inserted : alone(nodeIn(definition, spot.edge.from)?.parent) };
  }
  if (spot.at === 'port') {
    const edge = edgeOf(definition, spot.from, spot.port, id);
    return {
      id,
      edit: { type: 'batch', edits: [alone(nodeIn(definition, spot.from)?.parent), { type: 'connect', edge }] },
    };
  }
  if (spot.at === 'before') {
    const into = definition.edges.filter((edge) => edge.to === spot.node);
    const edits: Edit[] = [
      alone(nodeIn(definition, spot.node)?.parent),
      ...into.flatMap((edge): Edit[] => [
        { type: 'disconnect', edge },
        { type: 'connect', edge: { ...edge, to: id } },
      ]),
      ...(leadsOn ? [{ type: 'connect', edge: { from: id, to: spot.node } } satisfies Edit] : []),
    ];
    return { id, edit: { type: 'batch', edits } };
  }
  return { id, edit: alone(spot.parent) };

  function alone(parent: string | undefined): Edit {
    return { type: 'add', nodes: [parent === undefined ? node : { ...node, parent }] };
  }
}

/** Removes steps; what led to one leads on to what its first port led to. */
export function removeSteps(definition: Definition, ids: readonly string[]): Edit {
  const gone = new Set(ids);
  for (const id of gone) for (const node of definition.nodes) if (node.parent === id) gone.add(node.id);
  const there = new Set(definition.edges.map(keyOf));
  const bridges: WorkflowEdge[] = [];
  for (const edge of definition.edges) {
    if (gone.has(edge.from) || !gone.has(edge.to)) continue;
    for (const to of onwards(edge.to, new Set())) {
      const bridge = { ...edge, to };
      if (there.has(keyOf(bridge)) || to === edge.from) continue;
      there.add(keyOf(bridge));
      bridges.push(bridge);
    }
  }
  const remove: Edit = { type: 'remove', ids: [...ids] };
  return { type: 'batch', edits: [remove, ...bridges.map((edge): Edit => ({ type: 'connect', edge }))] };

  function onwards(id: string, seen: Set<string>): string[] {
    if (!gone.has(id)) return [id];
    if (seen.has(id)) return [];
    seen.add(id);
    const node = nodeIn(definition, id);
    const out = definition.edges.filter((edge) => edge.from === id);
    const first =
      node &&
      outputPorts(
        node,
        out.map((edge) => edge.port),
      )[0];
    return out.filter((edge) => (edge.port ?? first) === first).flatMap((edge) => onwards(edge.to, seen));
  }
}

const keyOf = ({ from, port, to }: WorkflowEdge): string => JSON.stringify([from, port ?? null, to]);

/** Puts an existing, unconnected step into an edge. Undefined when it cannot lead on, or is connected. */
export function dropOnEdge(definition: Definition, id: string, edge: WorkflowEdge): Edit | undefined {
  const node = nodeIn(definition, id);
  const kind = node && kindOf(node.kind);
  if (!node || !kind || kind.role === 'trigger' || outputPorts(node, []).length === 0) return undefined;
  if (node.parent !== nodeIn(definition, edge.from)?.parent) return undefined;
  if (definition.edges.some(({ from, to }) => from === id || to === id)) return undefined;
  return {
    type: 'batch',
    edits: [
      { type: 'disconnect', edge },
      { type: 'connect', edge: { ...edge, to: id } },
      { type: 'connect', edge: { from: id, to: edge.to } },
    ],
  };
}

type Group = NonNullable<NonNullable<Definition['canvas']>['groups']>[number];
type Note = NonNullable<NonNullable<Definition['canvas']>['notes']>[number];
export const groupsOf = (definition: Definition): readonly Group[] => definition.canvas?.groups ?? [];
export const notesOf = (definition: Definition): readonly Note[] => definition.canvas?.notes ?? [];

/** Steps under one title. A step stands in one group at most. */
export function groupSteps(definition: Definition, ids: readonly string[], title: string): { edit: Edit; id: string } {
  const others = groupsOf(definition)
    .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !ids.includes(id)) }))
    .filter(({ nodes }) => nodes.length > 0);
  const id = freeId('group1', new Set(groupsOf(definition).map((group) => group.id)));
  return { id, edit: { type: 'setGroups', groups: [...others, { id, title, nodes: [...ids] }] } };
}

export const ungroup = (definition: Definition, ids: readonly string[]): Edit => ({
  type: 'setGroups',
  groups: groupsOf(definition).filter(({ id }) => !ids.includes(id)),
});

export function addNote(definition: Definition, position: Place): { edit: Edit; id: string } {
  const id = freeId('note1', new Set(notesOf(definition).map((note) => note.id)));
  return { id, edit: { type: 'setNotes', notes: [...notesOf(definition), { id, text: '', position }] } };
}

export const changeNote = (definition: Definition, id: string, patch: Partial<Note>): Edit => ({
  type: 'setNotes',
  notes: notesOf(definition).map((note) => (note.id === id ? { ...note, ...patch } : note)),
});

export const removeNotes = (definition: Definition, ids: readonly string[]): Edit => ({
  type: 'setNotes',
  notes: notesOf(definition).filter(({ id }) => !ids.includes(id)),
});
