import { useState } from 'react';
import { setCompanyLimits, type CompanyLimits } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Field, Input } from '../../ui/field.js';
import { SectionForm } from '../models/section-form.js';

const fields = ['maxConcurrentRuns', 'maxQueuedRuns', 'maxRunsPerMinute'] as const;
const bounds = {
  maxConcurrentRuns: [1, 1000],
  maxQueuedRuns: [1, 1_000_000],
  maxRunsPerMinute: [1, 100_000],
} as const;

/** How much the company may run at once, queue, and start a minute. */
export function LimitsForm({ saved }: { saved: CompanyLimits }) {
  const t = useText();
  const may = useMay('company:write');
  const [typed, setTyped] = useState(() => textOf(saved));
  const save = useAct({
    run: (body: CompanyLimits) => call(setCompanyLimits, { body }),
    done: t('save.done'),
    changes: [['company', 'limits'], ['usage-now']],
    quiet: true,
  });
  const numberOf = (field: (typeof fields)[number]) => (typed[field] === '' ? null : Number(typed[field]));
  const draft = Object.fromEntries(fields.map((field) => [field, numberOf(field)])) as unknown as CompanyLimits;
  const errorOf = (field: (typeof fields)[number]) => {
    const value = numberOf(field);
    const [min, max] = bounds[field];
    if (value === null) return field === 'maxRunsPerMinute' ? undefined : t('form.required');
    if (!Number.isInteger(value)) return t('form.integer');
    return value < min ? t('form.min', { min }) : value > max ? t('form.max', { max }) : undefined;
  };
  return (
    <SectionForm
      title={t('capacity.limits')}
      saved={saved}
      draft={draft}
      onReset={() => setTyped(textOf(saved))}
      mutation={save}
      offBecause={may.why}
      wrong={fields.some((field) => errorOf(field) !== undefined)}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        {fields.map((field) => (
          <Field
            key={field}
            label={t(`capacity.${field}`)}
            hint={t(`capacity.${field}.hint`)}
            optional={field === 'maxRunsPerMinute'}
            error={errorOf(field)}
          >
            {(link) => (
              <Input
                {...link}
                inputMode="numeric"
                value={typed[field]}
                placeholder={field === 'maxRunsPerMinute' ? t('limits.none') : undefined}
                onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </SectionForm>
  );
}

const textOf = (limits: CompanyLimits) =>
  Object.fromEntries(fields.map((field) => [field, String(limits[field] ?? '')])) as Record<
    (typeof fields)[number],
    string
  >;
