import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { createCompany, me } from '#libs/contracts';
import { useSwitchCompany } from '../../app/account.js';
import { call } from '../../app/call.js';
import { useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { Skeleton } from '../../ui/states.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

/** The companies of the reader, and a new one. */
export function CompaniesCard() {
  const t = useText();
  const session = useSession();
  const change = useSwitchCompany();
  const [making, setMaking] = useState(false);
  // What failed is said by the card of the account, which asks the same.
  const account = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => call(me, { signal }) });
  const current = 'company' in session ? session.company.id : '';
  const companies = account.data?.companies;
  return (
    <Card
      title={t('profile.companies')}
      count={companies?.length}
      action={
        <Button size="sm" icon={Plus} onClick={() => setMaking(true)}>
          {t('profile.companies.new')}
        </Button>
      }
    >
      {companies ? (
        <ul>
          {companies.map(({ id, name, role, state }) => (
            <li
              key={id}
              className="flex min-h-(--row-2) items-center gap-3 border-t border-line px-4 py-2 first:border-t-0"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{name}</span>
                <span className="block text-meta text-fg-3">{t(`role.${role}`)}</span>
              </span>
              {state !== 'active' && <Tag>{t(`profile.companies.${state}`)}</Tag>}
              {id === current ? (
                <Tag>{t('profile.companies.this')}</Tag>
              ) : (
                <Button
                  size="sm"
                  aria-label={t('profile.companies.switchTo', { name })}
                  onClick={() => void change(id)}
                >
                  {t('profile.companies.switch')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton rows={1} tall />
      )}
      {making && <NewCompanyDialog onClose={() => setMaking(false)} onMade={(id) => void change(id)} />}
    </Card>
  );
}

function NewCompanyDialog({ onClose, onMade }: { onClose(): void; onMade(id: string): void }) {
  const t = useText();
  const form = useContractForm({
    schema: createCompany.body,
    values: { name: '' },
    atField: {},
    async submit(body) {
      const { id } = await call(createCompany, { body });
      onClose();
      onMade(id);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('profile.companies.new')}
      description={t('profile.companies.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-company" busy={form.busy && t('profile.companies.making')}>
            {t('profile.companies.make')}
          </Button>
        </>
      }
    >
      <form id="new-company" noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('admin.company.name')} error={form.errorOf('name')}>
          {(link) => <Input {...link} {...form.register('name')} maxLength={100} autoComplete="off" autoFocus />}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
      </form>
    </Dialog>
  );
}
