import { useNavigate } from '@tanstack/react-router';
import { History, KeyRound, Pencil, Plus, Radio, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteCredential, listCredentials, testCredential, type Credential } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { Verdict } from '../../ui/facts.js';
import { Field, Input } from '../../ui/field.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { CredentialDialog } from './credential-dialog.js';

type Open = { what: 'new' } | { what: 'change' | 'test' | 'remove'; credential: Credential };

/** Keys to outside systems: sealed, bound to hosts, named by steps and tools. */
export function CredentialsPage() {
  const t = useText();
  const format = useFormat();
  const may = useMay('credentials:write');
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList(['credentials'], listCredentials);
  useTitle(t('credentials.title'));
  const close = () => setOpen(null);
  const remove = useAct({
    run: () => call(deleteCredential, { params: { id: open?.what === 'remove' ? open.credential.id : '' } }),
    done: t('credentials.removed'),
    changes: [['credentials']],
    quiet: true,
    onDone: close,
  });
  const columns = useColumns(may.why, (what, credential) => {
    remove.reset();
    setOpen({ what, credential });
  });
  const add = (
    <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
      {t('credentials.add')}
    </Button>
  );
  return (
    <Page
      title={t('credentials.title')}
      aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}
      actions={add}
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
              <Button icon={KeyRound} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
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
      {open?.what === 'new' && <CredentialDialog onClose={close} />}
      {open?.what === 'change' && <CredentialDialog credential={open.credential} onClose={close} />}
      {open?.what === 'test' && <TestDialog credential={open.credential} onClose={close} />}
      {open?.what === 'remove' && (
        <Confirm
          title={t('credentials.remove.title', { name: open.credential.name })}
          help={t('credentials.remove.help')}
          act={t('credentials.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={close}
        />
      )}
    </Page>
  );
}

function useColumns(
  off: string | null,
  onDo: (what: 'change' | 'test' | 'remove', credential: Credential) => void,
): Column<Credential>[] {
  const t = useText();
  const navigate = useNavigate();
  const mayAudit = useMay('audit:read');
  return [
    {
      key: 'name',
      head: t('credentials.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <span className="block truncate font-medium" title={row.name}>
            {row.name}
          </span>
          <span className="block truncate text-meta text-fg-3">{t(`credentials.kind.${row.kind}`)}</span>
        </span>
      ),
    },
    {
      key: 'hosts',
      head: t('credentials.hosts'),
      hide: 'phone',
      cell: (row) => (
        <span className="font-mono text-meta text-fg-2" title={row.allowedHosts.join('\n')}>
          {row.allowedHosts.join(', ') || '–'}
        </span>
      ),
    },
    {
      key: 'account',
      head: t('credentials.account'),
      width: 'w-44',
      hide: 'tablet',
      cell: (row) => (
        <span className="text-fg-2">
          {row.account} {row.hint && <span className="font-mono text-meta">…{row.hint}</span>}
          {!row.account && !row.hint && '–'}
        </span>
      ),
    },
    {
      key: 'changed',
      head: t('credentials.changed'),
      width: 'w-30',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.updatedAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-4',
      right: true,
      cell: (row) => (
        <span className="inline-flex gap-1 align-middle">
          <IconButton
            size="sm"
            icon={History}
            off={!mayAudit.ok}
            label={mayAudit.why ?? t('credentials.uses.of', { name: row.name })}
            onClick={() => void navigate({ to: '/administration/audit', search: { target: row.id } })}
          />
          <IconButton
            size="sm"
            icon={Radio}
            off={row.kind === 'hmac'}
            label={row.kind === 'hmac' ? t('credentials.test.hmac') : t('credentials.test.of', { name: row.name })}
            onClick={() => onDo('test', row)}
          />
          <IconButton
            size="sm"
            icon={Pencil}
            off={off !== null}
            label={off ?? t('do.changeIt', { what: row.name })}
            onClick={() => onDo('change', row)}
          />
          <IconButton
            size="sm"
            icon={Trash2}
            off={off !== null}
            label={off ?? t('do.removeIt', { what: row.name })}
            onClick={() => onDo('remove', row)}
          />
        </span>
      ),
    },
  ];
}

/** Asks an address of an allowed host with the credential: is it accepted? */
function TestDialog({ credential, onClose }: { credential: Credential; onClose(): void }) {
  const t = useText();
  const [url, setUrl] = useState(`https://${credential.allowedHosts[0]?.replace(/^\*\./, '') ?? ''}/`);
  const test = useAct({
    run: () => call(testCredential, { params: { id: credential.id }, body: { url } }),
    changes: [],
    quiet: true,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('credentials.test.title', { name: credential.name })}
      description={t('credentials.test.help')}
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
        <Field label={t('credentials.test.url')}>
          {(link) => <Input {...link} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
        </Field>
        {test.error && <ErrorState title={t('error.notDone')} error={test.error} />}
        {test.data && (
          <p role="status">
            <Verdict tone={test.data.accepted ? 'good' : 'bad'}>
              {t(test.data.accepted ? 'credentials.test.ok' : 'credentials.test.refused')}
            </Verdict>{' '}
            <span className="text-fg-2">{t('credentials.test.status', { status: test.data.status })}</span>
          </p>
        )}
      </form>
    </Dialog>
  );
}
