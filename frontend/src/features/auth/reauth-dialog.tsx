import { useNavigate } from '@tanstack/react-router';
import { logIn } from '#libs/contracts';
import { call } from '../../app/call.js';
import { signedIn, signedOut, useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { SignInForm } from './sign-in-form.js';

/** The session ended while a page was in use: sign in over it, and nothing that was typed is lost. */
export function ReauthDialog({ returnTo }: { returnTo: string }) {
  const t = useText();
  const session = useSession();
  const navigate = useNavigate();
  if (!('user' in session)) return null;
  const asOther = () => {
    signedOut();
    void navigate({ to: '/sign-in', search: { next: returnTo } });
  };
  return (
    <Dialog
      open
      title={t('auth.expired.title')}
      description={t('auth.expired.help')}
      actions={
        <Button look="ghost" onClick={asOther}>
          {t('auth.expired.other')}
        </Button>
      }
    >
      <SignInForm
        email={session.user.email}
        onSubmit={async (credentials) =>
          signedIn(await call(logIn, { body: { ...credentials, companyId: session.company.id } }))
        }
      />
    </Dialog>
  );
}
