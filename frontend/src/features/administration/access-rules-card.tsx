import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getCompanySecurity, updateCompanySecurity, type CompanySecurity } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { SaveBar } from '../../forms/save-bar.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Chips } from '../../ui/chips.js';
import { Field, Select } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

type Rules = Pick<CompanySecurity, 'sessionHours' | 'emailDomains' | 'memberNetworks' | 'apiKeyNetworks'>;
type List = Exclude<keyof Rules, 'sessionHours'>;

const lists: readonly List[] = ['emailDomains', 'memberNetworks', 'apiKeyNetworks'];
/** Hours that are offered; another that the API set is kept. */
const hours = [1, 4, 8, 12, 24, 72, 168];

/** Who is let in, from where, and for how long. */
export function AccessRulesCard() {
  const t = useText();
  const security = useQuery({
    queryKey: ['company-security'],
    queryFn: ({ signal }) => call(getCompanySecurity, { signal }),
  });
  return (
    <Card title={t('admin.rules')}>
      {security.data ? (
        <RulesForm key={JSON.stringify(security.data)} security={security.data} />
      ) : security.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={security.error} onRetry={() => void security.refetch()} />
        </div>
      ) : (
        <Skeleton rows={4} />
      )}
    </Card>
  );
}

function RulesForm({ security }: { security: CompanySecurity }) {
  const t = useText();
  const may = useMay('company:write');
  const { sessionHours, emailDomains, memberNetworks, apiKeyNetworks } = security;
  const saved: Rules = { sessionHours, emailDomains, memberNetworks, apiKeyNetworks };
  const [draft, setDraft] = useState(saved);
  const save = useAct({
    run: () => call(updateCompanySecurity, { body: draft }),
    done: t('admin.security.saved'),
    changes: [['company-security']],
    quiet: true,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <fieldset disabled={!may.ok} className="grid gap-4 p-4">
        <Field label={t('admin.rules.session')} hint={t('admin.rules.session.hint')}>
          {(link) => (
            <Select
              {...link}
              value={draft.sessionHours ?? ''}
              onChange={(event) => setDraft({ ...draft, sessionHours: Number(event.target.value) || null })}
            >
              <option value="">{t('admin.rules.session.none')}</option>
              {[...new Set([...hours, ...(sessionHours === null ? [] : [sessionHours])])].map((count) => (
                <option key={count} value={count}>
                  {t('admin.rules.session.hours', { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {lists.map((name) => (
          <Field key={name} label={t(`admin.rules.${name}`)} hint={t(`admin.rules.${name}.hint`)}>
            {(link) => (
              <Chips
                id={link.id}
                describedBy={link['aria-describedby']}
                items={draft[name]}
                placeholder={t(`admin.rules.${name}.none`)}
                onChange={(items) => setDraft({ ...draft, [name]: items.map(String) })}
              />
            )}
          </Field>
        ))}
      </fieldset>
      <SaveBar
        dirty={JSON.stringify(draft) !== JSON.stringify(saved)}
        offBecause={may.why}
        mutation={save}
        onReset={() => setDraft(saved)}
      />
    </form>
  );
}
