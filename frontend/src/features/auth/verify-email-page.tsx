import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { verifyEmail } from '#libs/contracts';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { useReason } from '../../ui/states.js';
import { AuthFrame } from './auth-frame.js';
import { FormFailure } from './form-failure.js';
import { useLinkToken } from './link-token.js';

/** Verifies an address by the link of a mail: with a button, since some mail programs open every link by themselves. */
export function VerifyEmailPage() {
  const t = useText();
  const token = useLinkToken();
  useTitle(t('auth.verify.title'));
  const verify = useMutation({ mutationFn: () => call(verifyEmail, { body: { token } }) });
  const reason = useReason(verify.error);
  const stale = token === '' || ApiProblem.is(verify.error, 'LINK_INVALID');
  const title = verify.data ? t('auth.verify.done') : t(stale ? 'auth.link.stale' : 'auth.verify.title');
  const help = verify.data
    ? t('auth.verify.done.help', { email: verify.data.email })
    : t(stale ? 'auth.verify.stale.help' : 'auth.verify.help');
  return (
    <AuthFrame
      title={title}
      help={help}
      below={
        <Link to="/" search={{}} className="link">
          {t('auth.toApp')}
        </Link>
      }
    >
      {!verify.data && !stale && (
        <div className="grid gap-4">
          <FormFailure>{verify.error ? reason : undefined}</FormFailure>
          <Button
            look="ink"
            autoFocus
            busy={verify.isPending && t('auth.verify.busy')}
            className="w-full"
            onClick={() => verify.mutate()}
          >
            {t('auth.verify.submit')}
          </Button>
        </div>
      )}
    </AuthFrame>
  );
}
