import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { forgotPassword } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/field.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useContractForm } from './use-auth-form.js';

/** Asks for a link to set a new password. Says the same whether the address has an account or not. */
export function ForgotPasswordPage() {
  const t = useText();
  const [sentTo, setSentTo] = useState<string>();
  useTitle(t('auth.forgot.title'));
  const form = useContractForm({
    schema: forgotPassword.body,
    values: { email: '' },
    atField: {},
    async submit({ email }) {
      await call(forgotPassword, { body: { email } });
      setSentTo(email);
    },
  });
  return (
    <AuthFrame
      title={t(sentTo ? 'auth.forgot.sent' : 'auth.forgot.title')}
      help={sentTo ? t('auth.forgot.sent.help', { email: sentTo }) : t('auth.forgot.help')}
      below={
        <Link to="/sign-in" search={{}} className="link">
          {t('auth.toSignIn')}
        </Link>
      }
    >
      {!sentTo && (
        <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
          <Field label={t('auth.email')} error={form.errorOf('email')}>
            {(link) => <Input {...link} {...form.register('email')} type="email" autoComplete="username" autoFocus />}
          </Field>
          <FormFailure>{form.failure}</FormFailure>
          <Button look="ink" type="submit" busy={form.busy && t('auth.forgot.busy')} className="w-full">
            {t('auth.forgot.submit')}
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}
