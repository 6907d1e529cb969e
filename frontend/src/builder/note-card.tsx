import type { Node, NodeProps } from '@xyflow/react';
import { EditableNote } from './edit/editable-texts.js';

export type NoteNode = Node<{ id: string; text: string }, 'note'>;

/** A note of a person to other persons: plain text. */
export function NoteCard({ data, selected }: NodeProps<NoteNode>) {
  return (
    <div
      data-selected={selected}
      className="note-card rounded-md bg-[color-mix(in_srgb,var(--tile-people)_60%,var(--surface))] px-3 py-2.5 text-meta leading-4.5 whitespace-pre-wrap text-fg-2"
    >
      <EditableNote id={data.id} text={data.text} />
    </div>
  );
}
