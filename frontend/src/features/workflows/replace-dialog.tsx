import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { definition as schema } from '#libs/workflow';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Textarea } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import type { Draft } from './draft/use-draft.js';

/** Takes a definition as JSON in place of the draft. One step back brings the old one again. */
export function ReplaceDialog({ draft, onClose }: { draft: Draft; onClose(): void }) {
  const t = useText();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const submit = () => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return setProblem(t('import.notJson', { why: error instanceof Error ? error.message : '' }));
    }
    const parsed = schema.safeParse((value as { definition?: unknown } | null)?.definition ?? value);
    if (!parsed.success) {
      const first = parsed.error.issues[0];
      return setProblem(
        t('import.notDefinition', { why: first ? `${first.path.join('.') || '–'}: ${first.message}` : '' }),
      );
    }
    draft.editor.tryEdit({ type: 'replace', definition: parsed.data });
    toast(t('workflow.replace.done'), { undo: { label: t('builder.undo'), act: draft.editor.undo } });
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('workflow.replace')}
      description={t('workflow.replace.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" onClick={submit}>
            {t('workflow.replace.do')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div>
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            hidden
            onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
          />
          <Button icon={FileUp} onClick={() => file.current?.click()}>
            {t('import.file')}
          </Button>
        </div>
        <Field label={t('import.definition')} error={problem}>
          {(link) => (
            <Textarea
              {...link}
              rows={10}
              spellCheck={false}
              className="font-mono text-meta"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
