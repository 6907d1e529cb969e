import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { logIn } from '#libs/contracts';
import { call } from '../../app/call.js';
import { signedIn } from '../../app/session.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { SignInForm } from './sign-in-form.js';
import { useMailOffered } from './use-mail-offered.js';

export function SignInPage() {
  const t = useText();
  const router = useRouter();
  const { next, problem } = useSearch({ from: '/sign-in' });
  const mail = useMailOffered();
  useTitle(t('auth.signIn.title'));
  return (
    <AuthFrame
      title={t('auth.signIn.title')}
      below={
        <>
          <Link to="/company-sign-in" search={{ next }} className="link mb-2 block w-fit">
            {t('auth.sso.link')}
          </Link>
          {mail && (
            <Link to="/forgot-password" className="link mb-2 block w-fit">
              {t('auth.forgot.link')}
            </Link>
          )}
          {t('auth.signIn.new')}{' '}
          <Link to="/sign-up" search={{ next }} className="link">
            {t('auth.signIn.toSignUp')}
          </Link>
        </>
      }
    >
      {problem && (
        <div className="mb-4">
          <FormFailure>{t(`auth.sso.${problem}`)}</FormFailure>
        </div>
      )}
      <SignInForm
        onSubmit={async (credentials) => {
          signedIn(await call(logIn, { body: credentials }));
          await router.navigate({ href: next ?? '/' });
        }}
      />
    </AuthFrame>
  );
}
