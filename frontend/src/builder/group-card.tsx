import type { Node, NodeProps } from '@xyflow/react';
import { EditableGroupTitle } from './edit/editable-texts.js';

export type GroupNode = Node<{ id: string; title: string }, 'group'>;

/** Steps that people see as one thing: a tinted area with a title. */
export function GroupCard({ data, selected }: NodeProps<GroupNode>) {
  return (
    <div className="node-group size-full" data-selected={selected}>
      <div className="h-8 px-3 text-meta leading-8 font-medium text-fg-2">
        <EditableGroupTitle id={data.id} title={data.title} />
      </div>
    </div>
  );
}
