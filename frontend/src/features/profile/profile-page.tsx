import { useQuery } from '@tanstack/react-query';
import { me, sendVerification, type User } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useLacking } from '../../app/lacking.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Facts, Verdict } from '../../ui/facts.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';
import { StatusIcon } from '../../ui/status-icon.js';
import { useMailOffered } from '../auth/use-mail-offered.js';
import { OwnMemory } from '../memory/own-memory.js';
import { CompaniesCard } from './companies-card.js';
import { LoginsCard } from './logins-card.js';
import { PasswordCard } from './password-card.js';
import { SecondFactorCard } from './second-factor-card.js';
import { SessionsCard } from './sessions-card.js';

/** The reader's own account: who they are, and what guards it. */
export function ProfilePage() {
  const t = useText();
  const lacking = useLacking((state) => state.secondFactor);
  useTitle(t('profile.title'));
  const account = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => call(me, { signal }) });
  return (
    <Page title={t('profile.title')} narrow>
      <div className="grid gap-4">
        {lacking && (
          <Note tone="waiting" icon={<StatusIcon status="waiting" />}>
            <b className="font-semibold">{t('profile.lacking')}</b> {t('profile.lacking.help')}
          </Note>
        )}
        <Card title={t('profile.account')}>
          {account.data ? (
            <AccountFacts user={account.data.user} />
          ) : account.error ? (
            <div className="p-4">
              <ErrorState title={t('error.title')} error={account.error} onRetry={() => void account.refetch()} />
            </div>
          ) : (
            <Skeleton rows={2} />
          )}
        </Card>
        <CompaniesCard />
        <PasswordCard />
        <SecondFactorCard />
        <LoginsCard />
        <SessionsCard />
        <OwnMemory />
      </div>
    </Page>
  );
}

function AccountFacts({ user }: { user: User }) {
  const t = useText();
  const mail = useMailOffered();
  const send = useAct({
    run: () => call(sendVerification, { body: {} }),
    done: t('profile.verify.sent', { email: user.email }),
    changes: [['me']],
  });
  return (
    <div className="p-4">
      <Facts
        facts={[
          [t('auth.name'), user.name],
          [
            t('auth.email'),
            <span key="email" className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 break-all">{user.email}</span>
              {user.emailVerified && <Verdict tone="good">{t('profile.verified')}</Verdict>}
              {!user.emailVerified && mail && (
                <>
                  <Verdict tone="wait">{t('profile.unverified')}</Verdict>
                  <Button size="sm" busy={send.isPending && t('profile.verify.sending')} onClick={() => send.mutate()}>
                    {t('profile.verify.send')}
                  </Button>
                </>
              )}
            </span>,
          ],
        ]}
      />
    </div>
  );
}
