import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { acceptInvitation, joinByInvitation, logIn, lookAtInvitation, switchCompany } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { sessionStore, signedIn, useSession } from '../../app/session.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Input, PasswordInput } from '../../ui/field.js';
import { ErrorState, Skeleton, useReason } from '../../ui/states.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useLinkToken } from './link-token.js';
import { SignInForm } from './sign-in-form.js';
import { useContractForm } from './use-auth-form.js';

/** Accepts an invitation: with a new account, or with the one that the address has. */
export function JoinPage() {
  const t = useText();
  const token = useLinkToken();
  const session = useSession();
  useTitle(t('auth.join.title'));
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => call(lookAtInvitation, { body: { token }, signal }),
    retry: false,
    staleTime: Infinity,
  });
  const invitation = look.data;
  const below = (
    <Link to="/" search={{}} className="link">
      {t('auth.toApp')}
    </Link>
  );
  if (ApiProblem.is(look.error, 'LINK_INVALID'))
    return (
      <AuthFrame title={t('auth.link.stale')} help={t('auth.join.stale')} below={below}>
        {null}
      </AuthFrame>
    );
  if (!invitation)
    return (
      <AuthFrame title={t('auth.join.title')} below={below}>
        {look.error ? (
          <ErrorState title={t('error.title')} error={look.error} onRetry={() => void look.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </AuthFrame>
    );
  const { company, email, role, invitedBy } = invitation;
  const isMine = session.phase === 'active' && session.user.email === email;
  return (
    <AuthFrame
      title={t('auth.join.to', { company })}
      help={t('auth.join.help', { by: invitedBy, email, role: t(`role.${role}`) })}
      below={below}
    >
      {isMine ? (
        <Accept token={token} />
      ) : invitation.hasAccount ? (
        <SignInForm
          email={email}
          onSubmit={async (credentials) => signedIn(await call(logIn, { body: credentials }))}
        />
      ) : (
        <NewAccount token={token} email={email} />
      )}
    </AuthFrame>
  );
}

/** Goes on in the company that was joined. */
function useGoOn() {
  const router = useRouter();
  return async (companyId: string) => {
    const next = await call(switchCompany, { body: { companyId } });
    const now = sessionStore.getState();
    if ('user' in now) signedIn({ user: now.user, ...next });
    await router.navigate({ href: '/' });
  };
}

function Accept({ token }: { token: string }) {
  const t = useText();
  const goOn = useGoOn();
  const accept = useAct({
    run: async () => goOn((await call(acceptInvitation, { body: { token } })).company.id),
    changes: [['me']],
    quiet: true,
  });
  const reason = useReason(accept.error);
  return (
    <div className="grid gap-4">
      <FormFailure>{accept.error ? reason : undefined}</FormFailure>
      <Button
        look="ink"
        autoFocus
        className="w-full"
        busy={accept.isPending && t('auth.join.busy')}
        onClick={() => accept.mutate()}
      >
        {t('auth.join.accept')}
      </Button>
    </div>
  );
}

function NewAccount({ token, email }: { token: string; email: string }) {
  const t = useText();
  const router = useRouter();
  const form = useContractForm({
    schema: joinByInvitation.body.pick({ name: true, password: true }),
    values: { name: '', password: '' },
    atField: { PASSWORD_WEAK: { field: 'password', text: 'auth.error.weak' } },
    async submit({ name, password }) {
      const { company } = await call(joinByInvitation, { body: { token, name, password } });
      signedIn(await call(logIn, { body: { email, password, companyId: company.id } }));
      await router.navigate({ href: '/' });
    },
  });
  return (
    <form noValidate onSubmit={(event) => void form.onSubmit(event)} className="grid gap-4">
      <Field label={t('auth.name')} error={form.errorOf('name')}>
        {(link) => <Input {...link} {...form.register('name')} autoComplete="name" autoFocus />}
      </Field>
      <Field label={t('auth.email')}>
        {(link) => <Input {...link} value={email} readOnly type="email" autoComplete="username" />}
      </Field>
      <Field label={t('auth.password')} hint={t('auth.password.hint')} error={form.errorOf('password')}>
        {(link) => <PasswordInput {...link} {...form.register('password')} autoComplete="new-password" />}
      </Field>
      <FormFailure>{form.failure}</FormFailure>
      <Button look="ink" type="submit" className="w-full" busy={form.busy && t('auth.join.busy')}>
        {t('auth.join.submit')}
      </Button>
    </form>
  );
}
