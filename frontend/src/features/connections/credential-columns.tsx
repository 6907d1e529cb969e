import { Ellipsis, History, Pencil, Plug, Radio, Trash2, Unplug, type LucideIcon } from 'lucide-react';
import type { Credential } from '#libs/contracts';
import { usePhone } from '../../app/media.js';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { Verdict } from '../../ui/facts.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import type { Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

export type CredentialAct = 'change' | 'test' | 'remove' | 'uses' | 'connect' | 'disconnect';

/** @param off why nothing can be changed; null when it can */
export function useCredentialColumns(
  off: string | null,
  onDo: (what: CredentialAct, credential: Credential) => void,
): Column<Credential>[] {
  const t = useText();
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
      width: 'w-48',
      hide: 'tablet',
      cell: (row) => <Account row={row} />,
    },
    {
      key: 'used',
      head: t('credentials.used'),
      width: 'w-30',
      right: true,
      hide: 'tablet',
      cell: (row) => (row.lastUsedAt ? <Time at={row.lastUsedAt} className="text-fg-2" /> : '–'),
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1 sm:w-buttons-5',
      right: true,
      cell: (row) => <Acts row={row} off={off} onDo={onDo} />,
    },
  ];
}

const tones = { none: 'wait', connected: 'good', broken: 'bad' } as const;

function Account({ row: { account, hint, connection, kind } }: { row: Credential }) {
  const t = useText();
  return (
    <span className="block min-w-0 text-fg-2">
      <span className="block truncate" title={account ?? undefined}>
        {account} {hint && <span className="font-mono text-meta">…{hint}</span>}
        {!account && !hint && '–'}
      </span>
      {connection && kind === 'oauth2' && (
        <span className="block truncate text-meta" title={connection.problem ?? undefined}>
          <Verdict tone={tones[connection.state]}>{t(`credentials.connection.${connection.state}`)}</Verdict>
        </span>
      )}
    </span>
  );
}

function Acts({
  row,
  off,
  onDo,
}: {
  row: Credential;
  off: string | null;
  onDo: (what: CredentialAct, credential: Credential) => void;
}) {
  const t = useText();
  const phone = usePhone();
  const isConnected = row.connection?.state === 'connected';
  const link = isConnected ? ('disconnect' as const) : ('connect' as const);
  const all: { what: CredentialAct; icon: LucideIcon; label: string }[] = [
    ...(row.kind === 'oauth2'
      ? [
          {
            what: link,
            icon: isConnected ? Unplug : Plug,
            label: off ?? t(`credentials.${link}.of`, { name: row.name }),
          },
        ]
      : []),
    { what: 'uses', icon: History, label: t('credentials.uses.of', { name: row.name }) },
    { what: 'test', icon: Radio, label: t('credentials.test.of', { name: row.name }) },
    { what: 'change', icon: Pencil, label: off ?? t('do.changeIt', { what: row.name }) },
    { what: 'remove', icon: Trash2, label: off ?? t('do.removeIt', { what: row.name }) },
  ];
  const mine = all.filter(({ what }) => off === null || what === 'uses' || what === 'test');
  const more = t('members.actions', { name: row.name });
  if (phone)
    return (
      <Menu align="end" label={more} trigger={<IconButton size="sm" icon={Ellipsis} label={more} />}>
        {mine.map(({ what, icon, label }) => (
          <MenuItem key={what} icon={icon} onSelect={() => onDo(what, row)}>
            {label}
          </MenuItem>
        ))}
      </Menu>
    );
  return (
    <span className="inline-flex gap-1 align-middle">
      {all.map(({ what, icon, label }) => (
        <IconButton
          key={what}
          size="sm"
          icon={icon}
          off={!mine.some((each) => each.what === what)}
          label={label}
          onClick={() => onDo(what, row)}
        />
      ))}
    </span>
  );
}
