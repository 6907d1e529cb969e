import { logIn } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input, PasswordInput } from '../../ui/field.js';
import { FormFailure } from './form-failure.js';
import { useContractForm } from './use-auth-form.js';

const schema = logIn.body.pick({ email: true, password: true });

/** E-mail and password. `email` is fixed when a session that ended is continued. */
export function SignInForm({
  email = '',
  onSubmit,
}: {
  email?: string;
  onSubmit(values: { email: string; password: string }): Promise<void>;
}) {
  const t = useText();
  const form = useContractForm({
    schema,
    values: { email, password: '' },
    submit: onSubmit,
    atField: { CREDENTIALS_INVALID: { field: 'password', text: 'auth.error.wrong' } },
  });
  return (
    <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
      <Field label={t('auth.email')} error={form.errorOf('email')}>
        {(link) => (
          <Input
            {...link}
            {...form.register('email')}
            type="email"
            autoComplete="username"
            autoFocus={!email}
            readOnly={email !== ''}
          />
        )}
      </Field>
      <Field label={t('auth.password')} error={form.errorOf('password')}>
        {(link) => (
          <PasswordInput
            {...link}
            {...form.register('password')}
            autoComplete="current-password"
            autoFocus={email !== ''}
          />
        )}
      </Field>
      <FormFailure>{form.failure}</FormFailure>
      <Button look="ink" type="submit" busy={form.busy && t('do.signingIn')} className="w-full">
        {t('do.signIn')}
      </Button>
    </form>
  );
}
