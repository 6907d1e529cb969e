import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { resetPassword } from '#libs/contracts';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, PasswordInput } from '../../ui/field.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useLinkToken } from './link-token.js';
import { useContractForm } from './use-auth-form.js';

type Step = 'ask' | 'done' | 'stale';

/** Sets a new password by the link of a mail. */
export function ResetPasswordPage() {
  const t = useText();
  const token = useLinkToken();
  const [step, setStep] = useState<Step>(token === '' ? 'stale' : 'ask');
  useTitle(t('auth.reset.title'));
  const form = useContractForm({
    schema: resetPassword.body.pick({ password: true }),
    values: { password: '' },
    atField: { PASSWORD_WEAK: { field: 'password', text: 'auth.error.weak' } },
    async submit({ password }) {
      try {
        await call(resetPassword, { body: { token, password } });
        setStep('done');
      } catch (error) {
        if (!ApiProblem.is(error, 'LINK_INVALID')) throw error;
        setStep('stale');
      }
    },
  });
  const words = {
    ask: { title: t('auth.reset.title'), help: t('auth.reset.help') },
    done: { title: t('auth.reset.done'), help: t('auth.reset.done.help') },
    stale: { title: t('auth.link.stale'), help: t('auth.link.stale.help') },
  }[step];
  return (
    <AuthFrame
      title={words.title}
      help={words.help}
      below={
        <Link to={step === 'stale' ? '/forgot-password' : '/sign-in'} search={{}} className="link">
          {t(step === 'stale' ? 'auth.forgot.again' : 'auth.toSignIn')}
        </Link>
      }
    >
      {step === 'ask' && (
        <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
          <Field label={t('auth.newPassword')} hint={t('auth.password.hint')} error={form.errorOf('password')}>
            {(link) => <PasswordInput {...link} {...form.register('password')} autoComplete="new-password" autoFocus />}
          </Field>
          <FormFailure>{form.failure}</FormFailure>
          <Button look="ink" type="submit" busy={form.busy && t('save.saving')} className="w-full">
            {t('auth.reset.submit')}
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}
