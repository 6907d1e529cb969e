import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createKnowledgeBase } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { issuesByField } from '../agents/editor/agent-draft.js';

/** A name is enough; the rest can be set any time. */
export function NewBaseDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAct({
    run: () => call(createKnowledgeBase, { body: { name: name.trim(), description: description.trim() } }),
    changes: [['knowledge']],
    quiet: true,
    onDone: ({ id }) => void navigate({ to: '/knowledge/$id', params: { id }, search: {} }),
  });
  const refused = issuesByField(add.error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('knowledge.new')}
      description={t('knowledge.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-base" busy={add.isPending && t('knowledge.creating')}>
            {t('knowledge.create')}
          </Button>
        </>
      }
    >
      <form
        id="new-base"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== '') add.mutate();
        }}
      >
        <Field label={t('knowledge.name')} error={tried && name.trim() === '' ? t('form.required') : refused['name']}>
          {(link) => (
            <Input {...link} autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('knowledge.description')} optional hint={t('knowledge.description.hint')}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              value={description}
              maxLength={2000}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {add.error && Object.keys(refused).length === 0 && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
