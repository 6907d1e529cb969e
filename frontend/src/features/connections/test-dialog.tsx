import { useState } from 'react';
import { hostedKinds, hostlessKinds, testCredential, type Credential } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Verdict } from '../../ui/facts.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

const addressOf = ({ allowedHosts: [host = ''] }: Credential): string =>
  host.startsWith('http://') ? `${host}/` : `https://${host.replace(/^\*\./, '')}/`;

/** Tries the credential at the other side: is it accepted? */
export function TestDialog({ credential, onClose }: { credential: Credential; onClose(): void }) {
  const t = useText();
  const { kind } = credential;
  const needsAddress = !hostlessKinds.includes(kind) && !hostedKinds.includes(kind) && credential.connection === null;
  const [url, setUrl] = useState(addressOf(credential));
  const test = useAct({
    run: () => call(testCredential, { params: { id: credential.id }, body: needsAddress ? { url } : {} }),
    changes: [['credentials']],
    quiet: true,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('credentials.test.title', { name: credential.name })}
      description={t(needsAddress ? 'credentials.test.help' : `credentials.test.help.${kind as OwnTest}`)}
      actions={
        <>
          <Button onClick={onClose}>{t('do.close')}</Button>
          <Button look="ink" type="submit" form="test-credential" busy={test.isPending && t('providers.testing')}>
            {t('providers.test')}
          </Button>
        </>
      }
    >
      <form
        id="test-credential"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate();
        }}
      >
        {needsAddress && (
          <Field label={t('credentials.test.url')}>
            {(link) => <Input {...link} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
          </Field>
        )}
        {test.error && <ErrorState title={t('error.notDone')} error={test.error} />}
        {test.data && (
          <p role="status">
            <Verdict tone={test.data.accepted ? 'good' : 'bad'}>
              {t(test.data.accepted ? 'credentials.test.ok' : 'credentials.test.refused')}
            </Verdict>{' '}
            <span className="text-fg-2">
              {test.data.status !== null && t('credentials.test.status', { status: test.data.status })}{' '}
              {test.data.detail}
            </span>
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Kinds that know how they are tried. */
type OwnTest = 'hmac' | 'smtp' | 'slack' | 's3' | 'oauth2' | 'oauth2-client';
