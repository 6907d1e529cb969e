import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createWorkflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** An empty workflow: its canvas then asks how it starts. */
export function NewDialog({ onClose, onDone }: { onClose(): void; onDone(id: string): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      call(createWorkflow, { body: { name: name.trim(), definition: { schemaVersion: 1, nodes: [], edges: [] } } }),
    onSuccess({ id }) {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      onClose();
      onDone(id);
    },
  });
  const submit = () => {
    setMissing(name.trim() === '');
    if (name.trim() !== '') create.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('builder.new.title')}
      description={t('builder.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" busy={create.isPending && t('builder.new.busy')} onClick={submit}>
            {t('builder.new.do')}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('workflows.name')} error={missing && t('auth.error.required')}>
          {(link) => (
            <Input {...link} autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {create.error && <ErrorState title={t('error.title')} error={create.error} />}
      </form>
    </Dialog>
  );
}
