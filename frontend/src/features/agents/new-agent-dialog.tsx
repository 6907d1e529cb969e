import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createAgent } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { ModelInput } from '../models/model-input.js';
import { policies } from '../models/settings.js';
import { issuesByField, modelRefusal } from './editor/agent-draft.js';

/** Name, goal and model: the rest is set in the editor, which opens next. */
export function NewAgentDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [goal, setGoal] = useState('');
  const [model, setModel] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAct({
    run: () =>
      call(createAgent, {
        body: { name: name.trim(), goal: goal.trim(), ...(model.trim() === '' ? {} : { model: model.trim() }) },
      }),
    changes: [['agents']],
    quiet: true,
    onDone: (made) => void navigate({ to: '/agents/$id', params: { id: made.id }, search: {} }),
  });
  const refused = issuesByField(add.error);
  const missing = (text: string) => (tried && text.trim() === '' ? t('form.required') : undefined);
  const atModel = modelRefusal(add.error) ?? refused['model'];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('agents.new.title')}
      description={t('agents.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-agent" busy={add.isPending && t('agents.creating')}>
            {t('agents.create')}
          </Button>
        </>
      }
    >
      <form
        id="new-agent"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== '' && goal.trim() !== '') add.mutate();
        }}
      >
        <Field label={t('agents.name')} hint={t('agents.name.hint')} error={missing(name) ?? refused['name']}>
          {(link) => (
            <Input {...link} autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('agents.goal')} hint={t('agents.goal.hint')} error={missing(goal) ?? refused['goal']}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              value={goal}
              maxLength={5000}
              onChange={(event) => setGoal(event.target.value)}
            />
          )}
        </Field>
        <ModelInput
          label={t('agents.model')}
          optional
          hint={t('agents.new.model')}
          error={atModel}
          value={model}
          policies={policies}
          fits={(each) => !each.embeddings}
          onChange={setModel}
        />
        {add.error && Object.keys(refused).length === 0 && !atModel && (
          <ErrorState title={t('error.notDone')} error={add.error} />
        )}
      </form>
    </Dialog>
  );
}
