import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import {
  connectCredential,
  deleteCredential,
  disconnectCredential,
  listCredentials,
  type Credential,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { useCredentialColumns, type CredentialAct } from './credential-columns.js';
import { CredentialDialog } from './credential-dialog.js';
import { TestDialog } from './test-dialog.js';
import { UsesDialog } from './uses-dialog.js';
import { VaultCard } from './vault-card.js';

type Open = { what: 'new' } | { what: Exclude<CredentialAct, 'connect'>; credential: Credential };

/** Keys to outside systems: sealed, bound to hosts, named by steps and tools. */
export function CredentialsPage() {
  const t = useText();
  const format = useFormat();
  const may = useMay('credentials:write');
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList(['credentials'], listCredentials);
  useTitle(t('credentials.title'));
  const close = () => setOpen(null);
  const add = () => setOpen({ what: 'new' });
  const connect = useAct({
    run: ({ id }: Credential) => call(connectCredential, { params: { id }, body: {} }),
    changes: [],
    onDone: ({ url }) => location.assign(url),
  });
  const columns = useCredentialColumns(may.why, (what, credential) => {
    if (what === 'connect') connect.mutate(credential);
    else setOpen({ what, credential });
  });
  return (
    <Page
      title={t('credentials.title')}
      aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}
      actions={
        <Button look="ink" icon={Plus} offBecause={may.why} onClick={add}>
          {t('credentials.add')}
        </Button>
      }
    >
      <ListBody
        list={list}
        tall
        failed={t('credentials.failed')}
        empty={
          <EmptyState
            title={t('credentials.empty')}
            help={t('credentials.empty.help')}
            action={
              <Button icon={KeyRound} offBecause={may.why} onClick={add}>
                {t('credentials.add')}
              </Button>
            }
          />
        }
      >
        {(items) => (
          <Table tall label={t('credentials.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
        )}
      </ListBody>
      <VaultCard />
      {open && <Dialogs open={open} onClose={close} onConnect={(credential) => connect.mutate(credential)} />}
    </Page>
  );
}

function Dialogs({
  open,
  onClose,
  onConnect,
}: {
  open: Open;
  onClose(): void;
  onConnect(credential: Credential): void;
}) {
  const t = useText();
  const id = open.what === 'new' ? '' : open.credential.id;
  const remove = useAct({
    run: () => call(deleteCredential, { params: { id } }),
    done: t('credentials.removed'),
    changes: [['credentials']],
    quiet: true,
    onDone: onClose,
  });
  const disconnect = useAct({
    run: () => call(disconnectCredential, { params: { id } }),
    done: t('credentials.disconnected'),
    changes: [['credentials']],
    quiet: true,
    onDone: onClose,
  });
  if (open.what === 'new')
    return <CredentialDialog onClose={onClose} onDone={(made) => void (made.kind === 'oauth2' && onConnect(made))} />;
  const { what, credential } = open;
  if (what === 'change') return <CredentialDialog credential={credential} onClose={onClose} />;
  if (what === 'test') return <TestDialog credential={credential} onClose={onClose} />;
  if (what === 'uses') return <UsesDialog credential={credential} onClose={onClose} />;
  const { name } = credential;
  return what === 'remove' ? (
    <Confirm
      title={t('credentials.remove.title', { name })}
      help={t('credentials.remove.help')}
      act={t('credentials.remove')}
      acting={t('do.removing')}
      mutation={remove}
      onClose={onClose}
    />
  ) : (
    <Confirm
      title={t('credentials.disconnect.title', { name })}
      help={t('credentials.disconnect.help')}
      act={t('credentials.disconnect')}
      acting={t('save.saving')}
      mutation={disconnect}
      onClose={onClose}
    />
  );
}
