import { Ban, KeyRound, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { listApiKeys, listMembers, revokeApiKey, type ApiKey } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Tooltip } from '../../ui/tooltip.js';
import { Time, useNow } from '../../ui/values.js';
import { ChangeKeyDialog } from './change-key-dialog.js';
import { FreshKeyDialog } from './fresh-key-dialog.js';
import { keyState, stateLook } from './key-state.js';
import { NewKeyDialog } from './new-key-dialog.js';

type Open =
  | { what: 'new' }
  | { what: 'fresh'; key: string; scopes: readonly string[] }
  | { what: 'change' | 'revoke'; row: ApiKey };

/** Keys for programs: what each may do, who made it, when it was used, and the end of it. */
export function ApiKeysPage() {
  const t = useText();
  const format = useFormat();
  const may = useMay('apiKeys:write');
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList(['api-keys'], listApiKeys);
  useTitle(t('keys.api.title'));
  const close = () => setOpen(null);
  const revoke = useAct({
    run: () => call(revokeApiKey, { params: { id: open?.what === 'revoke' ? open.row.id : '' } }),
    done: () => t('keys.api.revoked', { name: open?.what === 'revoke' ? open.row.name : '' }),
    changes: [['api-keys']],
    quiet: true,
    onDone: close,
  });
  const columns = useColumns(may.why, (what, row) => {
    revoke.reset();
    setOpen({ what, row });
  });
  const add = (icon: typeof Plus, look: 'ink' | 'outline') => (
    <Button look={look} icon={icon} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
      {t('keys.api.new')}
    </Button>
  );
  return (
    <Page
      title={t('keys.api.title')}
      aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}
      actions={add(Plus, 'ink')}
    >
      <ListBody
        list={list}
        tall
        failed={t('keys.api.failed')}
        empty={
          <EmptyState title={t('keys.api.empty')} help={t('keys.api.empty.help')} action={add(KeyRound, 'outline')} />
        }
      >
        {(items) => <Table tall label={t('keys.api.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {open?.what === 'new' && (
        <NewKeyDialog onClose={close} onMade={({ key, scopes }) => setOpen({ what: 'fresh', key, scopes })} />
      )}
      {open?.what === 'fresh' && <FreshKeyDialog apiKey={open.key} scopes={open.scopes} onClose={close} />}
      {open?.what === 'change' && <ChangeKeyDialog apiKey={open.row} onClose={close} />}
      {open?.what === 'revoke' && (
        <Confirm
          title={t('keys.api.revoke.title', { name: open.row.name })}
          help={t('keys.api.revoke.help')}
          act={t('keys.api.revoke')}
          acting={t('keys.api.revoking')}
          mutation={revoke}
          onClose={close}
        />
      )}
    </Page>
  );
}

function useColumns(off: string | null, onDo: (what: 'change' | 'revoke', row: ApiKey) => void): Column<ApiKey>[] {
  const t = useText();
  const now = useNow();
  const members = useList(['members'], listMembers, { query: { limit: 200 } });
  const nameOf = (id: string) => members.items?.find(({ userId }) => userId === id)?.name ?? '–';
  return [
    {
      key: 'status',
      head: t('jobs.status'),
      width: 'w-28',
      cell: (row) => {
        const state = keyState(row, now);
        return (
          <Badge status={stateLook[state]} bare className="align-middle">
            {t(`keys.api.status.${state}`)}
          </Badge>
        );
      },
    },
    {
      key: 'name',
      head: t('keys.api.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <span className="block truncate font-medium" title={row.name}>
            {row.name}
          </span>
          <span className="block truncate font-mono text-micro text-fg-3">{row.prefix}…</span>
        </span>
      ),
    },
    {
      key: 'scopes',
      head: t('keys.api.scopes'),
      width: 'w-28',
      hide: 'phone',
      cell: (row) => (
        <Tooltip label={row.scopes.join(', ')}>
          <button type="button" className="rounded-xs text-fg-2">
            {t('keys.api.scopes.count', { count: row.scopes.length })}
          </button>
        </Tooltip>
      ),
    },
    {
      key: 'by',
      head: t('keys.api.by'),
      width: 'w-36',
      hide: 'laptop',
      cell: (row) => <span className="text-fg-2">{nameOf(row.createdBy)}</span>,
    },
    {
      key: 'used',
      head: t('keys.api.used'),
      width: 'w-30',
      right: true,
      hide: 'tablet',
      cell: (row) =>
        row.lastUsedAt ? (
          <Time at={row.lastUsedAt} className="text-fg-2" />
        ) : (
          <span className="text-fg-3">{t('keys.api.used.never')}</span>
        ),
    },
    {
      key: 'expires',
      head: t('keys.api.expires'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) =>
        row.expiresAt ? (
          <Time at={row.expiresAt} className="text-fg-2" />
        ) : (
          <span className="text-fg-3">{t('keys.api.expires.never')}</span>
        ),
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-2',
      right: true,
      cell: (row) =>
        !row.revokedAt && (
          <span className="inline-flex gap-1 align-middle">
            <IconButton
              size="sm"
              icon={Pencil}
              off={off !== null}
              label={off ?? t('do.changeIt', { what: row.name })}
              onClick={() => onDo('change', row)}
            />
            <IconButton
              size="sm"
              icon={Ban}
              off={off !== null}
              label={off ?? t('keys.api.revoke.of', { name: row.name })}
              onClick={() => onDo('revoke', row)}
            />
          </span>
        ),
    },
  ];
}
