import type { Node, NodeProps } from '@xyflow/react';
import { ChevronLeft, ChevronRight, OctagonX } from 'lucide-react';
import { memo } from 'react';
import { useFormat, useText } from '../text/text.js';
import { Badge } from '../ui/badge.js';
import { IconButton } from '../ui/button.js';
import { cx } from '../ui/cx.js';
import { KindTile } from '../ui/kind-tile.js';
import { StatusIcon } from '../ui/status-icon.js';
import type { Status } from '../ui/tone.js';
import { useCanvas, useFace, useSelected, type ScopeFace } from './canvas-store.js';
import type { GraphNode } from './graph.js';
import { iconOf } from './kinds.js';
import { InPort, NodeName, OutPort } from './node-card.js';

export type ScopeNode = Node<{ graph: GraphNode }, 'scope'>;

/** A map or loop: a group with ports. Its head says how the items went and picks one to look into. */
export const ScopeCard = memo(function ScopeCard({ id, data }: NodeProps<ScopeNode>) {
  const { graph } = data;
  const face = useFace(id);
  const selected = useSelected(id);
  return (
    <div
      className={cx('node-group size-full', face?.status === 'skipped' && 'opacity-60')}
      style={selected ? { boxShadow: 'inset 0 0 0 2px var(--accent), 0 0 0 3px var(--accent-line)' } : undefined}
    >
      <div className="relative flex h-(--node-head) items-center gap-2.5 px-3">
        <InPort connected={graph.hasInput} face={face} />
        <KindTile kind={graph.node.kind} icon={iconOf(graph.node.kind)} hollow={face?.status === 'skipped'} />
        <NodeName graph={graph} status={face?.status} />
        {face?.scope ? <ItemPicker id={id} scope={face.scope} /> : null}
        {face && <Badge status={face.status}>{face.scope && face.right ? face.right : undefined}</Badge>}
        {graph.ports.slice(0, 1).map((port) => (
          <OutPort key={port} port={port} graph={graph} face={face} />
        ))}
      </div>
    </div>
  );
});

const order: readonly Status[] = ['succeeded', 'running', 'waiting', 'failed', 'unknown', 'pending', 'cancelled'];

function ItemPicker({ id, scope }: { id: string; scope: ScopeFace }) {
  const t = useText();
  const format = useFormat();
  const { actions } = useCanvas();
  const { picked, count } = scope;
  const go = (item: number | null) => actions.pick(id, item);
  const counted = order.filter((status) => (scope.counts[status] ?? 0) > 0);
  return (
    <div
      role="group"
      aria-label={t('run.map.pick')}
      className="nodrag nopan flex items-center gap-1"
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <span className="mr-1 flex items-center gap-2 text-micro text-fg-2 tabular-nums">
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
      <span className="min-w-20 text-center text-micro text-fg-2 tabular-nums">
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
