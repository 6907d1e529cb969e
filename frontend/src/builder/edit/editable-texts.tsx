import { useEffect, useRef } from 'react';
import { useText } from '../../text/text.js';
import { useMaybeEditor } from './editor-store.js';
import { changeNote, groupsOf } from './operations.js';

/** The words of a note: a field where the canvas is edited. Grows with what is written. */
export function EditableNote({ id, text }: { id: string; text: string }) {
  const t = useText();
  const editor = useMaybeEditor();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!field.current) return;
    field.current.style.height = 'auto';
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [text]);
  if (!editor) return text;
  return (
    <textarea
      ref={field}
      rows={1}
      value={text}
      maxLength={5000}
      aria-label={t('builder.note.label')}
      placeholder={t('builder.note.placeholder')}
      onChange={(event) =>
        editor.tryEdit(changeNote(editor.definition, id, { text: event.target.value }), `note ${id}`)
      }
      className="nodrag block w-full resize-none overflow-hidden rounded-xs bg-transparent"
    />
  );
}

export function EditableGroupTitle({ id, title }: { id: string; title: string }) {
  const t = useText();
  const editor = useMaybeEditor();
  if (!editor) return title;
  const change = (next: string) => {
    const groups = groupsOf(editor.definition).map((group) => (group.id === id ? { ...group, title: next } : group));
    editor.tryEdit({ type: 'setGroups', groups }, `group ${id}`);
  };
  return (
    <input
      value={title}
      maxLength={200}
      aria-label={t('builder.group.label')}
      placeholder={t('builder.group.new')}
      onChange={(event) => change(event.target.value)}
      className="nodrag h-6 w-full max-w-80 rounded-xs bg-transparent font-medium"
    />
  );
}
