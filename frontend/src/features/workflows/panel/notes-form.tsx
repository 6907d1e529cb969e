import { useState } from 'react';
import { reservedWords, type WorkflowNode } from '#libs/workflow';
import { useEditor } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Field, Input, Textarea } from '../../../ui/field.js';

/** Words for other people, and the step's id, by which expressions read it. */
export function NotesForm({ node }: { node: WorkflowNode }) {
  const t = useText();
  const editor = useEditor();
  const [problem, setProblem] = useState<string>();
  const rename = (to: string) => {
    setProblem(undefined);
    if (to === node.id) return;
    if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(to)) return setProblem(t('panel.id.shape'));
    if (reservedWords.includes(to)) return setProblem(t('panel.id.reserved'));
    if (editor.definition.nodes.some(({ id }) => id === to)) return setProblem(t('panel.id.taken'));
    if (editor.tryEdit({ type: 'rename', id: node.id, to })) editor.open(to);
  };
  return (
    <div className="grid max-w-(--read-max) gap-4">
      <Field label={t('workflow.step.notes')} optional hint={t('panel.notes.hint')}>
        {(link) => (
          <Textarea
            {...link}
            rows={4}
            maxLength={5000}
            value={node.notes ?? ''}
            onChange={(event) =>
              editor.tryEdit(
                { type: 'update', id: node.id, patch: { notes: event.target.value || null } },
                `${node.id} notes`,
              )
            }
          />
        )}
      </Field>
      <Field label={t('panel.id')} hint={t('panel.id.hint')} error={problem}>
        {(link) => (
          <Input
            key={node.id}
            {...link}
            className="max-w-70 font-mono"
            defaultValue={node.id}
            onBlur={(event) => rename(event.target.value.trim())}
            onKeyDown={(event) => event.key === 'Enter' && rename(event.currentTarget.value.trim())}
          />
        )}
      </Field>
    </div>
  );
}
