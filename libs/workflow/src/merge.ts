/**
 * Brings two people's changes of one draft together, field by field. What only one of them changed is taken; what both changed
 * differently is a conflict, and named. Nothing is lost in silence: a node that one changed and the other removed stays.
 */
import type { Definition, WorkflowEdge, WorkflowNode } from './definition.js';
import { canonicalJson } from './canonical.js';
import { applyEdit } from './edit.js';
import type { ParseExpression } from './spot.js';

/** Both changed one thing, each in another way. A side is undefined where the thing is gone. */
export interface MergeConflict {
  /** `['nodes', 'topic', 'config', 'labels']`: nodes, notes and groups by id, other fields by name. */
  path: readonly string[];
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/** Which side a conflict is settled for. */
export type MergeChoice = (conflict: MergeConflict) => 'ours' | 'theirs';

export interface MergeResult {
  definition: Definition;
  /** All of them, also those that `choose` settled. Places on the canvas are not among them: ours stand. */
  conflicts: MergeConflict[];
}

/** Ours, and what is still there before what is not. */
const usual: MergeChoice = ({ ours }) => (ours === undefined ? 'theirs' : 'ours');

/** `base`: what both began with. Two new nodes of one id both stay: ours gets another one, which `parseExpression` helps to carry through. */
export function mergeDefinitions(
  base: Definition,
  given: Definition,
  theirs: Definition,
  { choose = usual, parseExpression }: { choose?: MergeChoice; parseExpression?: ParseExpression } = {},
): MergeResult {
  if (given === base) return { definition: theirs, conflicts: [] };
  if (theirs === base) return { definition: given, conflicts: [] };
  const ours = withOwnIds(base, given, theirs, parseExpression);
  const merge = new Merge(choose);
  const edges = mergeEdges(base.edges, ours.edges, theirs.edges);
  const used = new Set([
    ...edges.flatMap(({ from, to }) => [from, to]),
    ...added(base, ours).flatMap(({ parent }) => parent ?? []),
    ...added(base, theirs).flatMap(({ parent }) => parent ?? []),
  ]);
  const nodes = merge.list(['nodes'], base.nodes, ours.nodes, theirs.nodes, used);
  const ids = new Set(nodes.map(({ id }) => id));
  const rest = Object.fromEntries(
    (['inputs', 'settings'] as const).map((part) => [part, merge.value([part], base[part], ours[part], theirs[part])]),
  );
  const canvas = mergeCanvas(merge, base.canvas, ours.canvas, theirs.canvas);
  const definition = withoutUndefined({
    ...theirs,
    ...rest,
    nodes,
    edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    canvas,
  });
  return { definition, conflicts: merge.conflicts };
}

const added = (base: Definition, side: Definition): WorkflowNode[] => {
  const before = new Set(base.nodes.map(({ id }) => id));
  return side.nodes.filter(({ id }) => !before.has(id));
};

function withOwnIds(base: Definition, ours: Definition, theirs: Definition, parse?: ParseExpression): Definition {
  const others = byId(added(base, theirs));
  const taken = new Set([...ours.nodes, ...theirs.nodes].map(({ id }) => id));
  return added(base, ours).reduce((at, node) => {
    const other = others.get(node.id);
    if (!other || isSame(node, other)) return at;
    const to = freeId(node.id, taken);
    taken.add(to);
    return applyEdit(at, { type: 'rename', id: node.id, to }, parse);
  }, ours);
}

/** `topic` → `topic2`, the first that is not taken. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/\d+$/, '').slice(0, 58);
  for (let n = 2; ; n++) if (!taken.has(`${stem}${n}`)) return `${stem}${n}`;
}

class Merge {
  readonly conflicts: MergeConflict[] = [];

  constructor(private readonly choose: MergeChoice) {}

  settle(path: readonly string[], base: unknown, ours: unknown, theirs: unknown): unknown {
    const conflict = { path, base, ours, theirs };
    this.conflicts.push(conflict);
    return this.choose(conflict) === 'ours' ? ours : theirs;
  }

  value(path: readonly string[], base: unknown, ours: unknown, theirs: unknown): unknown {
    if (isSame(ours, theirs) || isSame(theirs, base)) return ours;
    if (isSame(ours, base)) return theirs;
    if (path.at(-1) === 'position') return ours;
    if (isObject(ours) && isObject(theirs)) {
      const before = isObject(base) ? base : {};
      const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
      return withoutUndefined(
        Object.fromEntries(
          [...keys].map((key) => [key, this.value([...path, key], before[key], ours[key], theirs[key])]),
        ),
      );
    }
    return this.settle(path, base, ours, theirs);
  }

  /** Things with ids, in their order, ours that are new behind them. `used`: what somebody still leads to. */
  list<T extends { id: string }>(
    path: readonly string[],
    base: readonly T[],
    ours: readonly T[],
    theirs: readonly T[],
    used: ReadonlySet<string> = new Set(),
  ): T[] {
    const [was, mine, other] = [byId(base), byId(ours), byId(theirs)];
    const ids = [...new Set([...other.keys(), ...mine.keys(), ...was.keys()])];
    return ids.flatMap((id): T[] => {
      const [before, here, there] = [was.get(id), mine.get(id), other.get(id)];
      if (here && there) return [this.value([...path, id], before, here, there) as T];
      const kept = here ?? there;
      if (!kept) return [];
      if (!before) return [kept];
      // Removed by one. If the other changed it, or leads an edge to it, both mean something.
      if (!isSameApartFromPlace(kept, before) || used.has(id))
        return [this.settle([...path, id], before, here, there) as T | undefined].filter((item) => item !== undefined);
      return [];
    });
  }
}

function mergeEdges(
  base: readonly WorkflowEdge[],
  ours: readonly WorkflowEdge[],
  theirs: readonly WorkflowEdge[],
): WorkflowEdge[] {
  const [was, mine, other] = [base, ours, theirs].map((edges) => new Map(edges.map((edge) => [keyOf(edge), edge])));
  const kept = [...other!].filter(([key]) => mine!.has(key) || !was!.has(key));
  const more = [...mine!].filter(([key]) => !was!.has(key) && !other!.has(key));
  return [...kept, ...more].map(([, edge]) => edge);
}

type Canvas = NonNullable<Definition['canvas']>;

function mergeCanvas(
  merge: Merge,
  base: Canvas | undefined,
  ours: Canvas | undefined,
  theirs: Canvas | undefined,
): Canvas | undefined {
  const notes = merge.list(['canvas', 'notes'], base?.notes ?? [], ours?.notes ?? [], theirs?.notes ?? []);
  const groups = merge.list(['canvas', 'groups'], base?.groups ?? [], ours?.groups ?? [], theirs?.groups ?? []);
  if (!ours && !theirs) return undefined;
  return {
    ...((notes.length > 0 || ours?.notes || theirs?.notes) && { notes }),
    ...((groups.length > 0 || ours?.groups || theirs?.groups) && { groups }),
  };
}

const keyOf = ({ from, port, to }: WorkflowEdge): string => JSON.stringify([from, port ?? null, to]);
const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
const isSameApartFromPlace = (a: object, b: object): boolean =>
  isSame({ ...(a as WorkflowNode), position: null }, { ...(b as WorkflowNode), position: null });
const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
