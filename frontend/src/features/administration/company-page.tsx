import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { getCompany, updateCompany, type Company } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { SaveBar } from '../../forms/save-bar.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select } from '../../ui/field.js';
import { AccessRulesCard } from './access-rules-card.js';
import { GoalPolicyCard } from '../goals/goal-policy-card.js';
import { LoginProvidersCard } from './login-providers-card.js';
import { OwnershipCard } from './ownership-card.js';
import { SecurityCard } from './security-card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

/** Name, zone and language of the company. */
export function CompanyPage() {
  const t = useText();
  const { ok: mayWrite } = useMay('company:write');
  const { ok: mayOwn } = useMay('company:own');
  useTitle(t('admin.company'));
  const company = useQuery({ queryKey: ['company'], queryFn: ({ signal }) => call(getCompany, { signal }) });
  return (
    <Page title={t('admin.company')} narrow>
      {company.error && !company.data ? (
        <ErrorState title={t('error.title')} error={company.error} onRetry={() => void company.refetch()} />
      ) : (
        <div className="grid gap-4">
          <Card>
            {company.data ? <CompanyForm key={company.data.id} company={company.data} /> : <Skeleton rows={3} />}
          </Card>
          <SecurityCard />
          <AccessRulesCard />
          <GoalPolicyCard />
          {mayWrite && <LoginProvidersCard />}
          {mayOwn && <OwnershipCard />}
        </div>
      )}
    </Page>
  );
}

function CompanyForm({ company }: { company: Company }) {
  const t = useText();
  const may = useMay('company:write');
  const saved = { name: company.name, timezone: company.timezone, locale: company.locale };
  const [draft, setDraft] = useState(saved);
  const zones = useMemo(
    () => [...new Set([company.timezone, 'UTC', ...Intl.supportedValuesOf('timeZone')])],
    [company],
  );
  const save = useAct({
    run: () => call(updateCompany, { body: draft }),
    done: t('save.done'),
    changes: [['company'], ['me']],
    quiet: true,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="grid gap-4 p-4">
        <Field label={t('admin.company.name')} error={draft.name.trim() === '' ? t('form.required') : undefined}>
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('admin.company.timezone')} hint={t('admin.company.timezone.hint')}>
          {(link) => (
            <Select
              {...link}
              value={draft.timezone}
              onChange={(event) => setDraft({ ...draft, timezone: event.target.value })}
            >
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('admin.company.locale')} hint={t('admin.company.locale.hint')}>
          {(link) => (
            <Input
              {...link}
              value={draft.locale}
              maxLength={35}
              onChange={(event) => setDraft({ ...draft, locale: event.target.value })}
            />
          )}
        </Field>
      </div>
      <SaveBar
        dirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        offBecause={may.why}
        mutation={save}
        onReset={() => setDraft(saved)}
      />
    </form>
  );
}
