import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { createWorkflow } from '#libs/contracts';
import { definition } from '#libs/workflow';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** A definition as JSON becomes a draft. A file may hold the bare definition, or `{name, description?, definition}`. */
export function ImportDialog({ open, onClose, onDone }: { open: boolean; onClose(): void; onDone(id: string): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<{ name?: string; text?: string }>({});
  const file = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: (body: Parsed) => call(createWorkflow, { body }),
    onSuccess(workflow) {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      onClose();
      onDone(workflow.id);
    },
  });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const content = await chosen.text();
    setText(content);
    setProblem({});
    setName((before) => before || nameIn(content) || chosen.name.replace(/\.json$/i, ''));
  };
  const submit = () => {
    const parsed = parse(text);
    if ('notJson' in parsed) return setProblem({ text: t('import.notJson', { why: parsed.notJson }) });
    if ('wrong' in parsed) return setProblem({ text: t('import.notDefinition', { why: parsed.wrong }) });
    if (!name.trim()) return setProblem({ name: t('auth.error.required') });
    setProblem({});
    save.mutate({ ...parsed, name: name.trim() });
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
            accept=".json,application/json"
            hidden
            onChange={(event) => void take(event.target.files?.[0])}
          />
          <Button icon={FileUp} onClick={() => file.current?.click()}>
            {t('import.file')}
          </Button>
        </div>
        <Field label={t('import.name')} error={problem.name}>
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
        {save.error && <ErrorState title={t('error.title')} error={save.error} />}
      </div>
    </Dialog>
  );
}

type Parsed = { name: string; description?: string; definition: ReturnType<typeof definition.parse> };

const json = (text: string): unknown => JSON.parse(text);
const nameIn = (text: string): string | undefined => {
  try {
    const value = json(text) as { name?: unknown } | null;
    return typeof value?.name === 'string' ? value.name : undefined;
  } catch {
    return undefined;
  }
};

function parse(text: string): Omit<Parsed, 'name'> | { notJson: string } | { wrong: string } {
  let value: { definition?: unknown; description?: unknown } | null;
  try {
    value = json(text) as typeof value;
  } catch (error) {
    return { notJson: error instanceof Error ? error.message : '' };
  }
  const parsed = definition.safeParse(value?.definition ?? value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    return { wrong: first ? `${first.path.join('.') || '–'}: ${first.message}` : '' };
  }
  return {
    definition: parsed.data,
    description: typeof value?.description === 'string' ? value.description : undefined,
  };
}
