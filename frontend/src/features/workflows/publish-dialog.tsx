import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { publishWorkflow, type Workflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';

function usePublishing(workflow: Workflow, onDone: () => void, offBecause: string | null = null) {
  const t = useText();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const publish = useMutation({
    mutationFn: () =>
      call(publishWorkflow, { params: { id: workflow.id }, body: note.trim() ? { note: note.trim() } : {} }),
    onSuccess(version) {
      void queries.invalidateQueries({ queryKey: ['workflow', workflow.id] });
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      toast(t('workflow.published.done', { version: version.version }));
      onDone();
    },
  });
  const fields = (
    <div className="grid gap-4">
      <Field label={t('workflow.publish.note')} optional>
        {(link) => <Input {...link} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      {publish.error && <ErrorState title={t('error.title')} error={publish.error} />}
    </div>
  );
  const submit = (
    <Button
      look="ink"
      busy={publish.isPending && t('workflow.publishing')}
      offBecause={offBecause}
      onClick={() => publish.mutate()}
    >
      {t('workflow.publish')}
    </Button>
  );
  return { fields, submit };
}

/** Freezes the draft as the first version. */
export function PublishDialog({ workflow, onClose }: { workflow: Workflow; onClose(): void }) {
  const t = useText();
  const { fields, submit } = usePublishing(workflow, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('workflow.publish.title', { version: (workflow.publishedVersion ?? 0) + 1 })}
      description={t('workflow.publish.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          {submit}
        </>
      }
    >
      {fields}
    </Dialog>
  );
}

/** The same beside the comparison with the version that runs now. */
export function PublishForm({ workflow, onDone }: { workflow: Workflow; onDone(): void }) {
  const t = useText();
  const may = useMay('workflows:publish');
  const errors = workflow.problems.filter(({ severity }) => severity === 'error').length;
  const why = may.why ?? (errors > 0 ? t('workflow.publish.problems', { count: errors }) : null);
  const { fields, submit } = usePublishing(workflow, onDone, why);
  return (
    <div className="grid gap-3">
      <div>
        <h3 className="font-semibold">
          {t('workflow.publish.title', { version: (workflow.publishedVersion ?? 0) + 1 })}
        </h3>
        <p className="mt-1 text-fg-2">{t('workflow.publish.help')}</p>
      </div>
      {fields}
      <div>{submit}</div>
    </div>
  );
}
