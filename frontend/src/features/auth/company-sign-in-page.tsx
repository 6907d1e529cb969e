import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { beginOidc, discoverOidc } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useContractForm } from './use-auth-form.js';

type Provider = { id: string; name: string };

/** By the e-mail address to the login of the company; with several, the person chooses. */
export function CompanySignInPage() {
  const t = useText();
  const { next } = useSearch({ from: '/company-sign-in' });
  const [choice, setChoice] = useState<Provider[]>();
  useTitle(t('auth.sso.title'));
  const go = async (provider: Provider) =>
    location.assign((await call(beginOidc, { body: { providerId: provider.id, next } })).url);
  const form = useContractForm({
    schema: discoverOidc.body,
    values: { email: '' },
    atField: {},
    async submit(body) {
      const { providers } = await call(discoverOidc, { body });
      if (providers.length === 1) await go(providers[0]!);
      else setChoice(providers);
    },
  });
  return (
    <AuthFrame
      title={t('auth.sso.title')}
      help={t('auth.sso.help')}
      below={
        <Link to="/sign-in" search={{ next }} className="link">
          {t('auth.sso.toPassword')}
        </Link>
      }
    >
      <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
        <Field label={t('auth.email')} error={form.errorOf('email')}>
          {(link) => <Input {...link} {...form.register('email')} type="email" autoComplete="username" autoFocus />}
        </Field>
        <FormFailure>{choice?.length === 0 ? t('auth.sso.none') : form.failure}</FormFailure>
        <Button look="ink" type="submit" busy={form.busy && t('auth.sso.busy')} className="w-full">
          {t('auth.sso.submit')}
        </Button>
      </form>
      {choice && choice.length > 1 && (
        <ul aria-label={t('auth.sso.choose')} className="mt-4 grid gap-2">
          {choice.map((provider) => (
            <li key={provider.id}>
              <Button
                className="w-full"
                onClick={() => void go(provider).catch((error: Error) => toast(error.message, { tone: 'error' }))}
              >
                {provider.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </AuthFrame>
  );
}
