import { useState } from 'react';
import { updateProvider, type AiProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { draftOf, valuesOf, type FieldProblem } from '../../forms/json-schema.js';
import { same } from '../../forms/same.js';
import { SaveBar } from '../../forms/save-bar.js';
import { SchemaFields } from '../../forms/schema-fields.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { ModelInput } from './model-input.js';
import { isSecret, settingFields } from './provider-settings.js';

/** What is no secret of an account. Keys are changed by rotation. */
export function ProviderForm({ provider, offBecause }: { provider: AiProvider; offBecause: string | null }) {
  const t = useText();
  const fields = settingFields(provider.provider).filter((field) => !isSecret(field));
  const saved = {
    name: provider.name,
    slug: provider.slug,
    model: provider.defaultModel ?? '',
    position: String(provider.position ?? 0),
    settings: draftOf(fields, provider.settings),
  };
  const [draft, setDraft] = useState(saved);
  const [problems, setProblems] = useState<Record<string, FieldProblem | string>>({});
  const save = useAct({
    run: (settings: Record<string, unknown>) =>
      call(updateProvider, {
        params: { id: provider.id },
        body: {
          name: draft.name,
          slug: draft.slug,
          defaultModel: draft.model.trim() === '' ? null : draft.model.trim(),
          position: Number(draft.position),
          ...(same(draft.settings, saved.settings) ? {} : { settings }),
        },
      }),
    done: t('save.done'),
    changes: [['ai']],
    quiet: true,
  });
  const refused = ApiProblem.is(save.error)
    ? Object.fromEntries(save.error.issues.map(({ path, message }) => [path.replace(/^settings\./, ''), message]))
    : {};
  return (
    <Card title={t('providers.settings')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const { values, problems: found } = valuesOf(fields, draft.settings);
          setProblems(found);
          const emptied = fields.filter(({ name }) => !(name in values) && saved.settings[name] !== '');
          const nulls = Object.fromEntries(emptied.map(({ name }) => [name, null]));
          if (Object.keys(found).length === 0) save.mutate({ ...values, ...nulls });
        }}
      >
        <div className="grid gap-4 p-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('providers.name')} error={refused['name']}>
              {(link) => (
                <Input
                  {...link}
                  value={draft.name}
                  maxLength={100}
                  onChange={(event) => setDraft({ ...draft, name: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('providers.slug')} hint={t('providers.slug.hint')} error={refused['slug']}>
              {(link) => (
                <Input
                  {...link}
                  value={draft.slug}
                  maxLength={40}
                  className="font-mono"
                  onChange={(event) => setDraft({ ...draft, slug: event.target.value })}
                />
              )}
            </Field>
          </div>
          <SchemaFields
            fields={fields}
            draft={draft.settings}
            problems={{ ...refused, ...problems }}
            onChange={(name, value) => setDraft({ ...draft, settings: { ...draft.settings, [name]: value } })}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <ModelInput
              label={t('providers.defaultModel')}
              optional
              provider={provider.slug}
              value={draft.model}
              onChange={(model) => setDraft({ ...draft, model })}
            />
            <Field label={t('providers.position')} hint={t('providers.position.hint')} error={refused['position']}>
              {(link) => (
                <Input
                  {...link}
                  type="number"
                  min={0}
                  max={1000}
                  value={draft.position}
                  onChange={(event) => setDraft({ ...draft, position: event.target.value })}
                />
              )}
            </Field>
          </div>
        </div>
        <SaveBar dirty={!same(draft, saved)} offBecause={offBecause} mutation={save} onReset={() => setDraft(saved)} />
      </form>
    </Card>
  );
}
