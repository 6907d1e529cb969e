import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Badge } from '../ui/badge.js';
import { cx } from '../ui/cx.js';
import { KindTile } from '../ui/kind-tile.js';
import { useFace, useMark, useSelected } from './canvas-store.js';
import { EmptyBody } from './edit/empty-body.js';
import { useRefused } from './edit/use-editing.js';
import type { GraphNode } from './graph.js';
import { iconOf } from './kinds.js';
import { MarkFooter } from './mark-footer.js';
import { InPort, NodeName, OutPort } from './node-card.js';

export type ScopeNode = Node<{ graph: GraphNode; empty: boolean }, 'scope'>;

/** A map or loop: a group with ports. Its body shows one item, or all together; the bar on the canvas picks. */
export const ScopeCard = memo(function ScopeCard({ id, data, selected: chosen }: NodeProps<ScopeNode>) {
  const { graph } = data;
  const face = useFace(id);
  const mark = useMark(id);
  const shown = useSelected(id);
  const refused = useRefused(id);
  const selected = shown || chosen;
  return (
    <div
      data-refused={refused}
      className={cx('node-group flex size-full flex-col', face?.status === 'skipped' && 'opacity-60')}
      style={selected ? { boxShadow: 'inset 0 0 0 2px var(--accent), 0 0 0 3px var(--accent-line)' } : undefined}
    >
      <div className="relative flex h-(--node-head) shrink-0 items-center gap-2.5 px-3">
        <InPort connected={graph.hasInput} face={face} />
        <KindTile kind={graph.node.kind} icon={iconOf(graph.node.kind)} hollow={face?.status === 'skipped'} />
        <NodeName graph={graph} status={face?.status} />
        {face && <Badge status={face.status}>{face.right && face.status === 'running' ? face.right : undefined}</Badge>}
        {graph.ports.slice(0, 2).map((port) => (
          <OutPort key={port} port={port} graph={graph} face={face} />
        ))}
      </div>
      {data.empty && <EmptyBody id={id} />}
      {mark && (
        <div className="mt-auto">
          <MarkFooter mark={mark} />
        </div>
      )}
    </div>
  );
});
