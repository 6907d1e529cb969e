import type { Graph, GraphNode } from '../../builder/graph.js';
import { iconOf, nameOf } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { KindTile } from '../../ui/kind-tile.js';
import type { Picks } from './faces.js';
import type { RunView } from './run-view.js';

const shown = 200;

/** A step of a map's body, for all items at once: choose the item to look into. */
export function ItemList({
  graph,
  node,
  view,
  picks,
  onPick,
}: {
  graph: Graph;
  node: GraphNode;
  view: RunView;
  picks: Picks;
  onPick(scope: string, item: number): void;
}) {
  const t = useText();
  const format = useFormat();
  const scope = openScope(graph, node, picks);
  const rows = [...view.values()]
    .filter((step) => step.node === node.id)
    .map((step) => ({ step, item: itemOf(step.path, scope) }))
    .filter(({ item }) => item !== undefined)
    .sort((a, b) => (a.item ?? 0) - (b.item ?? 0));
  return (
    <section aria-label={t('run.step')} className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <KindTile kind={node.node.kind} icon={iconOf(node.node.kind)} size="sm" />
        <h2 className="truncate text-head">{nameOf(node.node)}</h2>
        <span className="text-fg-3 tabular-nums">{t('run.map.items', { count: rows.length })}</span>
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {rows.length === 0 && <p className="px-4 py-3 text-fg-3">{t('run.notStarted')}</p>}
        <ul>
          {rows.slice(0, shown).map(({ step, item }) => {
            const from = step.spans[0]?.from;
            const to = step.spans.at(-1)?.to;
            return (
              <li key={step.path} className="border-b border-line">
                <button
                  type="button"
                  onClick={() => scope !== undefined && item !== undefined && onPick(scope, item)}
                  className="grid h-(--row) w-full grid-cols-[5rem_minmax(0,1fr)_auto] items-center gap-3 px-4 text-left hover:bg-hover"
                >
                  <span className="font-medium tabular-nums">{t('run.map.nth', { n: (item ?? 0) + 1 })}</span>
                  <span className="min-w-0 truncate">
                    <Badge status={step.status} bare />
                  </span>
                  <span className="text-fg-2 tabular-nums">{from && to ? format.duration(to - from) : ''}</span>
                </button>
              </li>
            );
          })}
        </ul>
        {rows.length > shown && <p className="px-4 py-2 text-meta text-fg-3">{t('run.map.first', { count: shown })}</p>}
      </div>
    </section>
  );
}

/** The outermost map around the node that has no item picked. */
function openScope(graph: Graph, node: GraphNode, picks: Picks): string | undefined {
  const chain: string[] = [];
  for (let parent = node.parent; parent !== undefined; parent = graph.byId.get(parent)?.parent) chain.unshift(parent);
  return chain.find((scope) => picks[scope] === undefined);
}

function itemOf(path: string, scope: string | undefined): number | undefined {
  const match = scope === undefined ? null : new RegExp(`(?:^|/)${scope}\\[(\\d+)\\]`).exec(path);
  return match ? Number(match[1]) : undefined;
}
