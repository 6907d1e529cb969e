import { Link } from '@tanstack/react-router';
import { Unplug } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { finishConnection } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Verdict } from '../../ui/facts.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';

/** Where the browser comes back to from the other side: finishes the connection as the person who is signed in. */
export function ConnectionCallbackPage() {
  const t = useText();
  useTitle(t('credentials.connecting'));
  const [{ state, code, error }] = useState(cameBack);
  const finish = useAct({
    run: (answer: { state: string; code: string }) => call(finishConnection, { body: answer }),
    changes: [['credentials']],
    quiet: true,
  });
  const begun = useRef(false);
  const { mutate } = finish;
  useEffect(() => {
    // A code counts once: neither a second render nor going back may send it again.
    if (begun.current || !state || !code) return;
    begun.current = true;
    history.replaceState(history.state, '', location.pathname);
    mutate({ state, code });
  }, [state, code, mutate]);
  const isRefused = error !== null || !state || !code;
  return (
    <Page title={t('credentials.connecting')}>
      <div className="grid max-w-160 gap-3" role="status">
        {finish.isPending && <Skeleton rows={2} />}
        {isRefused && (
          <Note tone="failed" icon={<Unplug aria-hidden className="size-4" strokeWidth={1.75} />}>
            {error === null ? t('credentials.connecting.nothing') : t('credentials.connecting.refused', { error })}
          </Note>
        )}
        {finish.error && <ErrorState title={t('credentials.connecting.failed')} error={finish.error} />}
        {finish.data && (
          <p>
            <Verdict tone="good">{t('credentials.connecting.done', { name: finish.data.name })}</Verdict>
          </p>
        )}
        <p>
          <Link to="/connections" className="text-accent hover:underline">
            {t('credentials.connecting.back')}
          </Link>
        </p>
      </div>
    </Page>
  );
}

/** What the other side gave the browser along. */
function cameBack() {
  const search = new URLSearchParams(location.search);
  return { state: search.get('state'), code: search.get('code'), error: search.get('error') };
}
