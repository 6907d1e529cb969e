import { ChevronLeft, ChevronRight, OctagonX } from 'lucide-react';
import { useStore } from 'zustand';
import { useFormat, useText } from '../text/text.js';
import { IconButton } from '../ui/button.js';
import { KindTile } from '../ui/kind-tile.js';
import { StatusIcon } from '../ui/status-icon.js';
import type { Status } from '../ui/tone.js';
import { useCanvas, type ScopeFace } from './canvas-store.js';
import type { Graph, GraphNode } from './graph.js';
import { iconOf, nameOf } from './kinds.js';

/** For each map that is open: how its items went, and which one the canvas shows. Top left, at every zoom of one size. */
export function ItemBars({ graph }: { graph: Graph }) {
  const scopes = graph.nodes.filter((node) => node.scope);
  return (
    <div className="pointer-events-none absolute top-3 left-3 z-(--z-panel) grid max-w-[calc(100%-1.5rem)] justify-items-start gap-2">
      {scopes.map((node) => (
        <ItemBar key={node.id} node={node} />
      ))}
    </div>
  );
}

function ItemBar({ node }: { node: GraphNode }) {
  const scope = useStore(useCanvas().store, (state) => state.faces[node.id]?.scope);
  return scope && scope.count > 0 ? <ItemPicker node={node} scope={scope} /> : null;
}

const order: readonly Status[] = ['succeeded', 'running', 'waiting', 'failed', 'unknown', 'pending', 'cancelled'];

function ItemPicker({ node, scope }: { node: GraphNode; scope: ScopeFace }) {
  const t = useText();
  const format = useFormat();
  const { actions } = useCanvas();
  const { picked, count } = scope;
  const go = (item: number | null) => actions.pick(node.id, item);
  const counted = order.filter((status) => (scope.counts[status] ?? 0) > 0);
  return (
    <div
      role="group"
      aria-label={`${nameOf(node.node)}: ${t('run.map.pick')}`}
      className="floating pointer-events-auto flex max-w-full items-center gap-1 rounded-md p-0.75 pl-1.5"
    >
      <KindTile kind={node.node.kind} icon={iconOf(node.node.kind)} size="sm" />
      <span className="mx-1 max-w-50 min-w-0 truncate font-medium">{nameOf(node.node)}</span>
      <span className="mr-1 flex items-center gap-2 text-meta text-fg-2 tabular-nums">
        {counted.map((status) => (
          <span key={status} className="flex items-center gap-1" title={t(`status.${status}`)}>
            <StatusIcon status={status} />
            <span className="sr-only">{t(`status.${status}`)}</span>
            {format.number(scope.counts[status] ?? 0)}
          </span>
        ))}
      </span>
      {scope.firstFailed !== null && picked !== scope.firstFailed && (
        <IconButton size="sm" icon={OctagonX} label={t('run.map.nextFailed')} onClick={() => go(scope.firstFailed)} />
      )}
      <IconButton
        size="sm"
        icon={ChevronLeft}
        label={t('run.map.prev')}
        off={picked === null}
        onClick={() => go(picked === 0 || picked === null ? null : picked - 1)}
      />
      <span className="min-w-16 text-center sm:min-w-20 text-meta text-fg-2 tabular-nums">
        {picked === null ? t('run.map.items', { count }) : t('run.map.item', { n: picked + 1, count })}
      </span>
      <IconButton
        size="sm"
        icon={ChevronRight}
        label={t('run.map.next')}
        off={count === 0 || picked === count - 1}
        onClick={() => go(picked === null ? 0 : picked + 1)}
      />
    </div>
  );
}
