import type { Node, NodeProps } from '@xyflow/react';

export type NoteNode = Node<{ text: string }, 'note'>;

/** A note of a person to other persons: plain text. */
export function NoteCard({ data }: NodeProps<NoteNode>) {
  return (
    <div className="rounded-md bg-[color-mix(in_srgb,var(--tile-people)_60%,var(--surface))] px-3 py-2.5 text-meta leading-4.5 whitespace-pre-wrap text-fg-2">
      {data.text}
    </div>
  );
}
