import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getRetention, setRetention, type RetentionPolicy } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Facts } from '../../ui/facts.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { SectionForm } from '../models/section-form.js';

type Days = Pick<RetentionPolicy, 'runDays' | 'payloadDays' | 'artifactDays' | 'auditDays'>;
const fields = ['runDays', 'payloadDays', 'artifactDays', 'auditDays'] as const;

/** How long runs, what they carried, and files are kept. */
export function RetentionPage() {
  const t = useText();
  const format = useFormat();
  useTitle(t('retention.title'));
  const policy = useQuery({
    queryKey: ['company', 'retention'],
    queryFn: ({ signal }) => call(getRetention, { signal }),
  });
  const sweep = policy.data?.lastSweep;
  return (
    <Page title={t('retention.title')} narrow>
      {policy.error && !policy.data ? (
        <ErrorState title={t('retention.failed')} error={policy.error} onRetry={() => void policy.refetch()} />
      ) : !policy.data ? (
        <Card>
          <Skeleton rows={3} />
        </Card>
      ) : (
        <div className="grid gap-4">
          <DaysForm key={JSON.stringify(daysOf(policy.data))} saved={daysOf(policy.data)} />
          <Card title={t('retention.last')}>
            {sweep ? (
              <Facts
                className="p-4"
                facts={[
                  [t('retention.at'), <Time key="at" at={sweep.at} />],
                  [t('retention.runs'), format.number(sweep.runsDeleted)],
                  [t('retention.payloads'), format.number(sweep.payloadsExpired)],
                  [t('retention.artifacts'), format.number(sweep.artifactsDeleted)],
                ]}
              />
            ) : (
              <p className="p-4 text-fg-3">{t('retention.never')}</p>
            )}
          </Card>
        </div>
      )}
    </Page>
  );
}

const daysOf = ({ runDays, payloadDays, artifactDays, auditDays }: RetentionPolicy): Days => ({
  runDays,
  payloadDays,
  artifactDays,
  auditDays,
});
const textOf = (days: Days) => ({
  runDays: String(days.runDays),
  payloadDays: String(days.payloadDays),
  artifactDays: String(days.artifactDays ?? ''),
  auditDays: String(days.auditDays),
});

function DaysForm({ saved }: { saved: Days }) {
  const t = useText();
  const may = useMay('company:write');
  const [typed, setTyped] = useState(() => textOf(saved));
  const save = useAct({
    run: (body: Days) => call(setRetention, { body }),
    done: t('save.done'),
    changes: [['company', 'retention']],
    quiet: true,
  });
  const numberOf = (field: (typeof fields)[number]) => (typed[field] === '' ? null : Number(typed[field]));
  const draft = Object.fromEntries(fields.map((field) => [field, numberOf(field)])) as unknown as Days;
  const errorOf = (field: (typeof fields)[number]) => {
    const value = numberOf(field);
    if (value === null) return field === 'artifactDays' ? undefined : t('form.required');
    if (!Number.isInteger(value)) return t('form.integer');
    const min = field === 'auditDays' ? 30 : 1;
    if (value < min || value > 3650) return value < min ? t('form.min', { min }) : t('form.max', { max: 3650 });
    return field === 'payloadDays' && value > (numberOf('runDays') ?? 0) ? t('retention.tooLong') : undefined;
  };
  return (
    <SectionForm
      title={t('retention.days')}
      help={t('retention.help')}
      saved={saved}
      draft={draft}
      onReset={() => setTyped(textOf(saved))}
      mutation={save}
      offBecause={may.why}
      wrong={fields.some((field) => errorOf(field) !== undefined)}
    >
      {fields.map((field) => (
        <Field
          key={field}
          label={t(`retention.${field}`)}
          hint={t(`retention.${field}.hint`)}
          optional={field === 'artifactDays'}
          error={errorOf(field)}
        >
          {(link) => (
            <Input
              {...link}
              inputMode="numeric"
              value={typed[field]}
              placeholder={field === 'artifactDays' ? t('retention.forever') : undefined}
              onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </SectionForm>
  );
}
