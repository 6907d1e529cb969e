import { useState } from 'react';
import { offerTemplate, type Workflow } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** Offers a workflow to the members as something to begin with. */
export function PublishTemplateDialog({ workflow, onClose }: { workflow: Workflow; onClose(): void }) {
  const t = useText();
  const [title, setTitle] = useState(workflow.name);
  const [description, setDescription] = useState(workflow.description);
  const publish = useAct({
    run: () =>
      call(offerTemplate, {
        params: { id: workflow.id },
        body: { title: title.trim(), description: description.trim() },
      }),
    done: t('templates.published'),
    changes: [['templates']],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('templates.publish.title')}
      description={t('templates.publish.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="publish-template" busy={publish.isPending && t('save.saving')}>
            {t('templates.publish.do')}
          </Button>
        </>
      }
    >
      <form
        id="publish-template"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() !== '') publish.mutate();
        }}
      >
        <Field label={t('templates.publish.name')} error={title.trim() === '' ? t('form.required') : undefined}>
          {(link) => (
            <Input {...link} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        <Field label={t('templates.publish.description')} optional>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {publish.error && <ErrorState title={t('error.notDone')} error={publish.error} />}
      </form>
    </Dialog>
  );
}
