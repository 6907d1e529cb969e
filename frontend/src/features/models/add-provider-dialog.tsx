import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createProvider, type AiProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { draftOf, valuesOf, type FieldProblem } from '../../forms/json-schema.js';
import { SchemaFields } from '../../forms/schema-fields.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { providerNote, settingFields } from './provider-settings.js';

/** An account of the company at a provider: its key is sealed and never shown again. */
export function AddProviderDialog({ provider, onClose }: { provider: AiProvider; onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const fields = settingFields(provider.provider);
  const [name, setName] = useState(provider.title);
  const [model, setModel] = useState('');
  const [draft, setDraft] = useState(() => draftOf(fields));
  const [problems, setProblems] = useState<Record<string, FieldProblem | string>>({});
  const add = useAct({
    run: (settings: Record<string, unknown>) =>
      call(createProvider, {
        body: {
          provider: provider.provider,
          name: name.trim() || provider.title,
          settings,
          ...(model.trim() ? { defaultModel: model.trim() } : {}),
          enabled: true,
        },
      }),
    changes: [['ai']],
    quiet: true,
    onDone: (added) => void navigate({ to: '/administration/providers/$id', params: { id: added.id } }),
  });
  const refused = ApiProblem.is(add.error)
    ? Object.fromEntries(add.error.issues.map(({ path, message }) => [path.replace(/^settings\./, ''), message]))
    : {};
  const submit = () => {
    const { values, problems: found } = valuesOf(fields, draft);
    setProblems(found);
    if (Object.keys(found).length === 0) add.mutate(values);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('providers.add.title', { name: provider.title })}
      description={provider.note || providerNote(provider.provider)}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="add-provider" busy={add.isPending && t('do.adding')}>
            {t('providers.add')}
          </Button>
        </>
      }
    >
      <form
        id="add-provider"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('providers.name')} hint={t('providers.name.hint')}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <SchemaFields
          fields={fields}
          draft={draft}
          problems={{ ...refused, ...problems }}
          onChange={(field, value) => setDraft({ ...draft, [field]: value })}
        />
        <Field label={t('providers.defaultModel')} optional hint={t('providers.defaultModel.hint')}>
          {(link) => (
            <Input
              {...link}
              value={model}
              maxLength={200}
              className="font-mono"
              onChange={(event) => setModel(event.target.value)}
            />
          )}
        </Field>
        {add.error && Object.keys(refused).length === 0 && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
