import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createWorkflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { PlannerHint } from './propose/planner-hint.js';
import { propose } from './propose/proposals.js';
import { usePlanner } from './propose/use-planner.js';

/** An empty workflow: its canvas then asks how it starts, or shows what a model drafts of a wish. */
export function NewDialog({ onClose, onDone }: { onClose(): void; onDone(id: string): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [wish, setWish] = useState('');
  const able = usePlanner();
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      call(createWorkflow, { body: { name: name.trim(), definition: { schemaVersion: 1, nodes: [], edges: [] } } }),
    onSuccess({ id }) {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      if (wish.trim().length >= 3) void propose(id, wish.trim());
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
        {able === false ? (
          <PlannerHint />
        ) : (
          <Field label={t('propose.new.label')} optional hint={t('propose.new.hint')}>
            {(link) => (
              <Textarea
                {...link}
                rows={3}
                maxLength={4000}
                value={wish}
                placeholder={t('propose.new.placeholder')}
                onChange={(event) => setWish(event.target.value)}
              />
            )}
          </Field>
        )}
        {create.error && <ErrorState title={t('error.title')} error={create.error} />}
      </form>
    </Dialog>
  );
}
