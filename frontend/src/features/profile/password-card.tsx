import { useQueryClient } from '@tanstack/react-query';
import { changePassword } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, PasswordInput } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { FormFailure } from '../auth/form-failure.js';
import { useContractForm } from '../auth/use-auth-form.js';

/** A new password; the other sessions end with the old one. */
export function PasswordCard() {
  const t = useText();
  const queries = useQueryClient();
  const form = useContractForm({
    schema: changePassword.body,
    values: { currentPassword: '', password: '' },
    atField: {
      PASSWORD_WRONG: { field: 'currentPassword', text: 'profile.password.wrong' },
      PASSWORD_WEAK: { field: 'password', text: 'auth.error.weak' },
    },
    async submit(body) {
      await call(changePassword, { body });
      toast(t('profile.password.done'));
      form.reset();
      await queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <Card title={t('auth.password')}>
      <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('profile.password.current')} error={form.errorOf('currentPassword')}>
            {(link) => (
              <PasswordInput {...link} {...form.register('currentPassword')} autoComplete="current-password" />
            )}
          </Field>
          <Field label={t('auth.newPassword')} hint={t('auth.password.hint')} error={form.errorOf('password')}>
            {(link) => <PasswordInput {...link} {...form.register('password')} autoComplete="new-password" />}
          </Field>
        </div>
        <FormFailure>{form.failure}</FormFailure>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="min-w-0 text-meta text-fg-3">{t('profile.password.ends')}</p>
          <Button type="submit" className="ml-auto" busy={form.busy && t('save.saving')}>
            {t('profile.password.change')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
