import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from 'zustand';
import { updateWorkflow, type Workflow } from '#libs/contracts';
import { settingDefaults } from '#libs/workflow';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import type { Draft } from './draft/use-draft.js';

/** Name and description, and the limits of a run. The limits belong to the draft and take effect when it is published. */
export function SettingsTab({ workflow, draft }: { workflow: Workflow; draft: Draft }) {
  const t = useText();
  return (
    <div className="mx-auto grid max-w-(--read-max) gap-6">
      <NameForm workflow={workflow} />
      <section className="rounded-md border border-line bg-surface p-4">
        <h2 className="text-head">{t('builder.settings.limits')}</h2>
        <p className="mt-1 mb-4 text-fg-2">{t('builder.settings.limits.help')}</p>
        <LimitsForm draft={draft} />
      </section>
    </div>
  );
}

function NameForm({ workflow }: { workflow: Workflow }) {
  const t = useText();
  const queries = useQueryClient();
  const [name, setName] = useState(workflow.name);
  const [description, setDescription] = useState(workflow.description);
  const save = useMutation({
    mutationFn: () => call(updateWorkflow, { params: { id: workflow.id }, body: { name: name.trim(), description } }),
    onSuccess(saved) {
      queries.setQueryData(['workflow', workflow.id], saved);
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      toast(t('builder.settings.saved'));
    },
  });
  const changed = name.trim() !== workflow.name || description !== workflow.description;
  return (
    <section className="grid gap-4 rounded-md border border-line bg-surface p-4">
      <h2 className="text-head">{t('builder.settings.name.title')}</h2>
      <Field label={t('workflows.name')} error={name.trim() === '' ? t('auth.error.required') : undefined}>
        {(link) => <Input {...link} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t('builder.settings.description')} optional>
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
      {save.error && <ErrorState title={t('error.title')} error={save.error} />}
      <div>
        <Button
          look="ink"
          busy={save.isPending && t('builder.save.saving')}
          offBecause={!changed && t('builder.save.nothing')}
          onClick={() => name.trim() !== '' && save.mutate()}
        >
          {t('builder.settings.save')}
        </Button>
      </div>
    </section>
  );
}

function LimitsForm({ draft: { editor } }: { draft: Draft }) {
  const t = useText();
  const format = useFormat();
  const settings = useStore(editor.store, (state) => state.history.present.settings);
  const set = (field: 'timeoutMs' | 'maxParallel' | 'budgetMicros', value: number | undefined) => {
    const next = Object.fromEntries(
      Object.entries({ ...settings, [field]: value }).filter(([, each]) => each !== undefined),
    );
    editor.tryEdit({ type: 'setSettings', settings: Object.keys(next).length > 0 ? next : null }, `settings ${field}`);
  };
  const hours = (ms: number | undefined) => (ms === undefined ? '' : String(ms / 3_600_000));
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label={t('builder.settings.timeout')}
        hint={format.duration(settings?.timeoutMs ?? settingDefaults.timeoutMs)}
      >
        {(link) => (
          <Input
            {...link}
            type="number"
            min={0.01}
            max={8760}
            step="any"
            className="tabular-nums"
            value={hours(settings?.timeoutMs)}
            placeholder={hours(settingDefaults.timeoutMs)}
            onChange={(event) =>
              set(
                'timeoutMs',
                event.target.value === ''
                  ? undefined
                  : Math.min(31_536_000_000, Math.max(1, Math.round(Number(event.target.value) * 3_600_000))),
              )
            }
          />
        )}
      </Field>
      <Field label={t('builder.settings.parallel')} hint={t('builder.settings.parallel.hint')}>
        {(link) => (
          <Input
            {...link}
            type="number"
            min={1}
            max={256}
            className="tabular-nums"
            value={settings?.maxParallel ?? ''}
            placeholder={String(settingDefaults.maxParallel)}
            onChange={(event) =>
              set(
                'maxParallel',
                event.target.value === ''
                  ? undefined
                  : Math.min(256, Math.max(1, Math.round(Number(event.target.value)))),
              )
            }
          />
        )}
      </Field>
      <Field label={t('builder.settings.budget')} optional hint={t('builder.settings.budget.hint')}>
        {(link) => (
          <Input
            {...link}
            type="number"
            min={0}
            step="any"
            className="tabular-nums"
            value={settings?.budgetMicros === undefined ? '' : settings.budgetMicros / 1e6}
            onChange={(event) =>
              set(
                'budgetMicros',
                event.target.value === '' ? undefined : Math.max(0, Math.round(Number(event.target.value) * 1e6)),
              )
            }
          />
        )}
      </Field>
    </div>
  );
}
