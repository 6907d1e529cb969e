/** Two definitions as one picture: the newer one, what it lost beside it, and a mark on what differs. */
import { diffDefinitions, type Change, type Definition } from '#libs/workflow';
import { nameOf } from '../../../builder/kinds.js';

export interface ComparedStep {
  id: string;
  name: string;
  kind: string;
  is: 'added' | 'removed' | 'changed';
  changes: readonly Change[];
}

export interface Comparison {
  /** To draw: steps and edges of both. */
  definition: Definition;
  steps: readonly ComparedStep[];
  edges: { added: number; removed: number };
  settings: readonly Change[];
  isSame: boolean;
  /** A run would do the same. */
  isCosmetic: boolean;
}

export function compare(before: Definition, after: Definition): Comparison {
  const diff = diffDefinitions(before, after);
  const ids = new Set(after.nodes.map(({ id }) => id));
  const gone = diff.nodes.removed.map((node) => {
    const { parent, ...rest } = node;
    return parent !== undefined && !ids.has(parent) ? rest : node;
  });
  const everyone = new Set([...ids, ...gone.map(({ id }) => id)]);
  const steps: ComparedStep[] = [
    ...diff.nodes.added.map((node) => ({ ...of(node), is: 'added' as const, changes: [] })),
    ...diff.nodes.changed.map(({ id, changes }) => {
      const node = after.nodes.find((each) => each.id === id);
      return { ...of(node ?? { id, kind: '' }), is: 'changed' as const, changes };
    }),
    ...diff.nodes.removed.map((node) => ({ ...of(node), is: 'removed' as const, changes: [] })),
  ];
  return {
    definition: {
      ...after,
      nodes: [...after.nodes, ...gone],
      edges: [...after.edges, ...diff.edges.removed.filter(({ from, to }) => everyone.has(from) && everyone.has(to))],
    },
    steps,
    edges: { added: diff.edges.added.length, removed: diff.edges.removed.length },
    settings: [...diff.settings, ...diff.inputs],
    isSame: diff.isSame,
    isCosmetic: diff.isCosmetic,
  };
}

const of = (node: { id: string; kind: string; name?: string | undefined }) => ({
  id: node.id,
  kind: node.kind,
  name: nameOf(node),
});
