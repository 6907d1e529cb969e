import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { getSigningSecret, rotateSigningSecret } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { CopyText } from '../../ui/copy-text.js';
import { Dialog } from '../../ui/dialog.js';
import { ErrorState } from '../../ui/states.js';

/** What receivers check webhooks with: shown once, when it is made anew. */
export function SigningSecret() {
  const t = useText();
  const may = useMay('channels:write');
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const rotate = useAct({
    run: () => call(rotateSigningSecret, { body: {} }),
    changes: [['signing-secret']],
    quiet: true,
    onDone(made) {
      setAsking(false);
      setFresh(made.secret);
    },
  });
  return (
    <Card title={t('signing.title')}>
      <div className="flex flex-wrap items-center gap-3 p-4">
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-fg-2">{t('signing.help')}</p>
          {may.ok && <Since />}
        </div>
        <Button icon={RotateCcw} offBecause={may.why} onClick={() => setAsking(true)}>
          {t('signing.rotate')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t('signing.rotate.title')}
          help={t('signing.rotate.help')}
          act={t('signing.rotate')}
          acting={t('providers.rotating')}
          danger={false}
          mutation={rotate}
          onClose={() => setAsking(false)}
        />
      )}
      {fresh !== null && (
        <Dialog
          open
          title={t('signing.fresh')}
          description={t('signing.fresh.help')}
          actions={<Button onClick={() => setFresh(null)}>{t('do.close')}</Button>}
        >
          <CopyText label={t('signing.title')} text={fresh} />
        </Dialog>
      )}
    </Card>
  );
}

/** Which secret signs, and since when. */
function Since() {
  const t = useText();
  const format = useFormat();
  const secret = useQuery({
    queryKey: ['signing-secret'],
    queryFn: ({ signal }) => call(getSigningSecret, { signal }),
  });
  if (secret.error && !secret.data)
    return <ErrorState title={t('error.title')} error={secret.error} onRetry={() => void secret.refetch()} />;
  if (secret.data === undefined) return null;
  return (
    <p className="mt-1 text-meta text-fg-3">
      {secret.data === null
        ? t('hooks.out.none')
        : t('hooks.out.since', { hint: secret.data.hint, time: format.moment(secret.data.createdAt) })}{' '}
      {secret.data?.previousUntil && t('hooks.out.both', { time: format.moment(secret.data.previousUntil) })}
    </p>
  );
}
