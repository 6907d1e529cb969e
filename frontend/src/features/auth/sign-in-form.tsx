import { useState } from 'react';
import { logIn } from '#libs/contracts';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input, PasswordInput } from '../../ui/field.js';
import { FormFailure } from './form-failure.js';
import { useContractForm } from './use-auth-form.js';

const schema = logIn.body.pick({ email: true, password: true, totp: true });

export interface Credentials {
  email: string;
  password: string;
  /** Once the account asks for a second factor. */
  totp?: string;
}

/** E-mail and password, then the code where the account has a second factor. `email` is fixed when a session that ended is continued. */
export function SignInForm({ email = '', onSubmit }: { email?: string; onSubmit(values: Credentials): Promise<void> }) {
  const t = useText();
  const [asksForCode, setAsksForCode] = useState(false);
  const form = useContractForm({
    schema,
    values: { email, password: '', totp: undefined },
    async submit({ totp, ...values }) {
      try {
        await onSubmit(totp === undefined ? values : { ...values, totp });
      } catch (error) {
        if (!ApiProblem.is(error, 'SECOND_FACTOR_REQUIRED')) throw error;
        setAsksForCode(true);
      }
    },
    atField: {
      CREDENTIALS_INVALID: { field: 'password', text: 'auth.error.wrong' },
      SECOND_FACTOR_WRONG: { field: 'totp', text: 'auth.error.code' },
    },
  });
  return (
    <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
      {asksForCode ? (
        <Field label={t('auth.code')} hint={t('auth.code.hint')} error={form.errorOf('totp')}>
          {(link) => (
            <Input
              {...link}
              {...form.register('totp', { setValueAs: (value: string | undefined) => value?.trim() || undefined })}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              className="font-mono"
            />
          )}
        </Field>
      ) : (
        <>
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
        </>
      )}
      <FormFailure>{form.failure}</FormFailure>
      <Button look="ink" type="submit" busy={form.busy && t('do.signingIn')} className="w-full">
        {t('do.signIn')}
      </Button>
      {asksForCode && (
        <Button
          look="ghost"
          type="button"
          className="w-full"
          onClick={() => {
            form.set('totp', undefined);
            setAsksForCode(false);
          }}
        >
          {t('auth.code.back')}
        </Button>
      )}
    </form>
  );
}
