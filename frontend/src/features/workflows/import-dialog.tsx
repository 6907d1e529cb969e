import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { importWorkflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';

/** An exported workflow, a definition or a process document, as YAML or JSON, becomes a draft. What it names and is not here is told. */
export function ImportDialog({ open, onClose, onDone }: { open: boolean; onClose(): void; onDone(id: string): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<{ text?: string }>({});
  const file = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: () => call(importWorkflow, { query: { name: name.trim() || undefined }, body: { document: text } }),
    onSuccess(workflow) {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      const { missing } = workflow.import;
      if (missing.length > 0)
        toast(t('import.missing', { names: missing.map((each) => each.name).join(', ') }), { tone: 'error' });
      onClose();
      onDone(workflow.id);
    },
  });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const content = await chosen.text();
    setText(content);
    setProblem({});
    setName((before) => before || nameIn(content) || chosen.name.replace(/\.(json|ya?ml)$/i, ''));
  };
  const submit = () => {
    if (text.trim() === '') return setProblem({ text: t('auth.error.required') });
    setProblem({});
    save.mutate();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title={t('import.title')}
      description={t('import.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" busy={save.isPending && t('import.busy')} onClick={submit}>
            {t('import.submit')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div>
          <input
            ref={file}
            type="file"
            accept=".json,.yaml,.yml,application/json,application/yaml"
            hidden
            onChange={(event) => void take(event.target.files?.[0])}
          />
          <Button icon={FileUp} onClick={() => file.current?.click()}>
            {t('import.file')}
          </Button>
        </div>
        <Field label={t('import.name')} optional hint={t('import.name.hint')}>
          {(link) => <Input {...link} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('import.definition')} error={problem.text}>
          {(link) => (
            <Textarea
              {...link}
              rows={10}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="font-mono text-meta"
            />
          )}
        </Field>
        {save.error && <ErrorState title={t('import.failed')} error={save.error} />}
      </div>
    </Dialog>
  );
}

/** The name that a JSON document gives itself; others are asked by the server. */
const nameIn = (text: string): string | undefined => {
  try {
    const value = JSON.parse(text) as { name?: unknown } | null;
    return typeof value?.name === 'string' ? value.name : undefined;
  } catch {
    return /^name:\s*["']?(.+?)["']?\s*$/m.exec(text)?.[1];
  }
};
