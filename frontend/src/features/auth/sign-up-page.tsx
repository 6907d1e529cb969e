import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { signUp } from '#libs/contracts';
import { call } from '../../app/call.js';
import { signedIn } from '../../app/session.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input, PasswordInput } from '../../ui/field.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useContractForm } from './use-auth-form.js';
import { useMailOffered } from './use-mail-offered.js';

export function SignUpPage() {
  const t = useText();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-up' });
  const mail = useMailOffered();
  useTitle(t('auth.signUp.title'));
  const form = useContractForm({
    schema: signUp.body,
    values: { name: '', companyName: '', email: '', password: '' },
    atField: {
      EMAIL_TAKEN: { field: 'email', text: 'auth.error.taken' },
      PASSWORD_WEAK: { field: 'password', text: 'auth.error.weak' },
    },
    async submit(values) {
      signedIn(await call(signUp, { body: values }));
      await router.navigate({ href: next ?? '/' });
    },
  });
  return (
    <AuthFrame
      title={t('auth.signUp.title')}
      help={t('auth.signUp.help')}
      below={
        <>
          {t('auth.signUp.have')}{' '}
          <Link to="/sign-in" search={{ next }} className="link">
            {t('do.signIn')}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('auth.name')} error={form.errorOf('name')}>
          {(link) => <Input {...link} {...form.register('name')} autoComplete="name" autoFocus />}
        </Field>
        <Field label={t('auth.company')} error={form.errorOf('companyName')}>
          {(link) => <Input {...link} {...form.register('companyName')} autoComplete="organization" />}
        </Field>
        <Field label={t('auth.email')} error={form.errorOf('email')}>
          {(link) => <Input {...link} {...form.register('email')} type="email" autoComplete="username" />}
        </Field>
        <Field label={t('auth.password')} hint={t('auth.password.hint')} error={form.errorOf('password')}>
          {(link) => <PasswordInput {...link} {...form.register('password')} autoComplete="new-password" />}
        </Field>
        <FormFailure>{form.failure}</FormFailure>
        <Button look="ink" type="submit" busy={form.busy && t('auth.signUp.busy')} className="w-full">
          {t('auth.signUp.submit')}
        </Button>
        <p className="text-meta text-fg-3">{t(mail ? 'auth.signUp.mail' : 'auth.signUp.noMail')}</p>
      </form>
    </AuthFrame>
  );
}
