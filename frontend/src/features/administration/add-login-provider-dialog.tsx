import { useQueryClient } from '@tanstack/react-query';
import { createOidcProvider } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, PasswordInput, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

const joinRoles = ['viewer', 'operator', 'builder', 'admin'] as const;
/** `a.example, b.example` as people write it. */
const domainsOf = (text: string | string[]) => (Array.isArray(text) ? text : text.split(/[\s,;]+/).filter(Boolean));

/** Sets an identity provider up; the server asks it about itself before it is kept. */
export function AddLoginProviderDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const queries = useQueryClient();
  const form = useContractForm({
    schema: createOidcProvider.body,
    values: { name: '', issuer: '', clientId: '', clientSecret: null, emailDomains: [], joinRole: null },
    atField: {
      OIDC_UNREACHABLE: { field: 'issuer', text: 'logins.error.unreachable' },
      EGRESS_REFUSED: { field: 'issuer', text: 'logins.error.refused' },
    },
    unfit: { issuer: 'logins.error.issuer', emailDomains: 'logins.error.domains' },
    async submit(body) {
      const provider = await call(createOidcProvider, { body });
      toast(t('logins.added', { name: provider.name }));
      await queries.invalidateQueries({ queryKey: ['login-providers'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('logins.add.title')}
      description={t('logins.add.help', { url: `${location.origin}/api/v1/auth/oidc/callback` })}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="add-login" busy={form.busy && t('logins.checking')}>
            {t('logins.add')}
          </Button>
        </>
      }
    >
      <form id="add-login" noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('logins.name')} hint={t('logins.name.hint')} error={form.errorOf('name')}>
          {(link) => <Input {...link} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Field label={t('logins.issuer')} hint={t('logins.issuer.hint')} error={form.errorOf('issuer')}>
          {(link) => <Input {...link} {...form.register('issuer')} type="url" autoComplete="off" />}
        </Field>
        <Field label={t('logins.clientId')} error={form.errorOf('clientId')}>
          {(link) => <Input {...link} {...form.register('clientId')} autoComplete="off" />}
        </Field>
        <Field label={t('logins.secret')} optional error={form.errorOf('clientSecret')}>
          {(link) => (
            <PasswordInput
              {...link}
              {...form.register('clientSecret', { setValueAs: (value: string | null) => value || null })}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label={t('logins.domains')} hint={t('logins.domains.hint')} error={form.errorOf('emailDomains')}>
          {(link) => (
            <Input {...link} {...form.register('emailDomains', { setValueAs: domainsOf })} autoComplete="off" />
          )}
        </Field>
        <Field label={t('logins.join')} error={form.errorOf('joinRole')}>
          {(link) => (
            <Select {...link} {...form.register('joinRole', { setValueAs: (value: string | null) => value || null })}>
              <option value="">{t('logins.membersOnly')}</option>
              {joinRoles.map((role) => (
                <option key={role} value={role}>
                  {t('logins.joinAs', { role: t(`role.${role}`) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
      </form>
    </Dialog>
  );
}
