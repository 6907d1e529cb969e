import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useText } from '../text/text.js';
import { cx } from '../ui/cx.js';
import { KindTile } from '../ui/kind-tile.js';
import { StatusIcon } from '../ui/status-icon.js';
import { tones, type Status } from '../ui/tone.js';
import { useFace, useMark, useSelected, type NodeFace } from './canvas-store.js';
import { useEditing, useRefused } from './edit/use-editing.js';
import type { GraphNode } from './graph.js';
import { iconOf, nameOf } from './kinds.js';
import { MarkFooter } from './mark-footer.js';

export type StepNode = Node<{ graph: GraphNode }, 'step'>;

const framed: readonly Status[] = ['running', 'waiting', 'failed', 'unknown'];

/** A step: who acts in its head, where it goes on at its ports, how it went in its footer. */
export const NodeCard = memo(function NodeCard({ id, data, selected: chosen }: NodeProps<StepNode>) {
  const { graph } = data;
  const face = useFace(id);
  const mark = useMark(id);
  const shown = useSelected(id);
  const refused = useRefused(id);
  const selected = shown || chosen;
  const status = face?.status;
  const skipped = status === 'skipped';
  const single = graph.ports.length === 1;
  const frame = status && (framed.includes(status) ? status : skipped ? 'skipped' : undefined);
  return (
    <div
      className="node-card"
      data-frame={mark?.icon === 'removed' ? 'skipped' : frame}
      data-selected={selected}
      data-refused={refused}
    >
      <div className="relative flex h-(--node-head) items-center gap-2.5 px-3">
        {!graph.trigger && <InPort connected={graph.hasInput} face={face} />}
        <KindTile kind={graph.node.kind} icon={iconOf(graph.node.kind)} hollow={skipped} className="node-tile" />
        <NodeName graph={graph} status={status} />
        {single && <OutPort port={graph.ports[0] ?? ''} graph={graph} face={face} />}
      </div>
      {!single && graph.ports.length > 0 && (
        <div className="pb-1.5">
          {graph.ports.map((port) => (
            <PortRow key={port} port={port} graph={graph} face={face} />
          ))}
        </div>
      )}
      {face ? <NodeFooter face={face} /> : mark && <MarkFooter mark={mark} />}
    </div>
  );
});

export function NodeName({ graph, status }: { graph: GraphNode; status: Status | undefined }) {
  // Steps without a name are called by their kind, in the language that is chosen.
  useText();
  const name = nameOf(graph.node);
  return (
    <span className="min-w-0 flex-1">
      <span
        title={name}
        className={cx(
          'node-name block truncate leading-4.5',
          status === 'skipped' ? 'font-medium text-fg-3' : 'font-semibold',
          status === 'cancelled' && 'text-fg-2',
        )}
      >
        {name}
      </span>
      <span className="node-detail block truncate font-mono text-micro text-fg-3">{graph.node.kind}</span>
    </span>
  );
}

function PortRow({ port, graph, face }: { port: string; graph: GraphNode; face: NodeFace | undefined }) {
  const taken = face?.port === port;
  const off = face ? !taken : !graph.connected.has(port);
  const error = port === 'error' && (!face || taken);
  return (
    <div
      className={cx(
        'relative flex h-(--node-port) items-center justify-end px-3.5 text-meta',
        error ? 'text-failed' : taken ? 'font-semibold text-fg' : off ? 'text-fg-3' : 'text-fg-2',
      )}
    >
      <span className="port-name truncate">{port}</span>
      <OutPort port={port} graph={graph} face={face} />
    </div>
  );
}

export function InPort({ connected, face }: { connected: boolean; face: NodeFace | undefined }) {
  const reached = face && !['pending', 'skipped', 'cancelled'].includes(face.status);
  const state = face?.status === 'skipped' ? 'off' : reached && connected ? 'taken' : connected ? 'full' : undefined;
  const editing = useEditing();
  return (
    <Handle
      type="target"
      id="in"
      position={Position.Left}
      isConnectable={editing}
      isConnectableStart={false}
      className="port"
      data-state={state}
    />
  );
}

export function OutPort({ port, graph, face }: { port: string; graph: GraphNode; face: NodeFace | undefined }) {
  const connected = graph.connected.has(port);
  const editing = useEditing();
  const state =
    face?.status === 'skipped'
      ? 'off'
      : face?.port === port
        ? port === 'error'
          ? 'error'
          : 'taken'
        : connected && !face
          ? port === 'error'
            ? 'error'
            : 'full'
          : undefined;
  return (
    <Handle
      type="source"
      id={port}
      position={Position.Right}
      isConnectable={editing}
      isConnectableEnd={false}
      className="port"
      data-state={face && !state && face.port !== null ? 'off' : (state ?? (connected ? 'full' : undefined))}
    />
  );
}

/** 26 px, only when there is something to say. */
export function NodeFooter({ face }: { face: NodeFace }) {
  const t = useText();
  const tinted = framed.includes(face.status);
  const tone = tones[face.status];
  return (
    <div
      className={cx(
        'node-footer flex h-6.5 items-center gap-1.25 rounded-b-lg border-t px-3 text-micro font-medium whitespace-nowrap',
        tone.text,
        tinted
          ? ['border-transparent', tone.soft]
          : face.status === 'skipped'
            ? 'border-dashed border-line-strong'
            : 'border-line',
      )}
    >
      <StatusIcon status={face.status} />
      <span className="node-detail min-w-0 truncate" title={face.outcome}>
        {face.outcome || t(`status.${face.status}`)}
      </span>
      {face.right && (
        <span className={cx('node-figure ml-auto pl-2 font-normal tabular-nums', tinted ? tone.text : 'text-fg-3')}>
          {face.right}
        </span>
      )}
    </div>
  );
}
