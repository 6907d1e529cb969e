import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Text } from '../text/text.js';
import { Tag } from '../ui/badge.js';
import { Button, IconButton } from '../ui/button.js';
import { Menu } from '../ui/menu.js';
import type { Column } from '../ui/table.js';
import { Time } from '../ui/values.js';

/*
 * Versions are told of in one way, whatever they are versions of: number, note, content, time, and what can be done with one.
 */

interface Numbered {
  version: number;
}
interface Published extends Numbered {
  note: string | null;
  publishedAt: string;
}

/** `v3`, and whether it is the one in force. Without `onOpen` there is nothing behind it. */
export const versionColumn = <Row extends Numbered>(
  head: string,
  t: Text,
  isCurrent: (row: Row) => boolean,
  onOpen?: (row: Row) => { act(): void; title?: string } | undefined,
): Column<Row> => ({
  key: 'version',
  head,
  width: 'w-36',
  cell: (row) => {
    const open = onOpen?.(row);
    return (
      <span className="flex items-center gap-2">
        {open ? (
          <button
            type="button"
            className="rounded-xs font-medium hover:underline"
            title={open.title}
            onClick={() => open.act()}
          >
            v{row.version}
          </button>
        ) : (
          <span className="font-medium">v{row.version}</span>
        )}
        {isCurrent(row) && <Tag>{t('workflow.versions.current')}</Tag>}
      </span>
    );
  },
});

export const noteColumn = <Row extends Published>(t: Text): Column<Row> => ({
  key: 'note',
  head: t('workflow.note'),
  cell: (row) => row.note || <span className="text-fg-3">{t('workflow.noNote')}</span>,
});

export const hashColumn = <Row extends { contentHash: string }>(t: Text): Column<Row> => ({
  key: 'hash',
  head: t('workflow.hash'),
  width: 'w-30',
  hide: 'tablet',
  cell: (row) => <span className="font-mono text-meta text-fg-3">{row.contentHash.slice(0, 10)}</span>,
});

export const publishedColumn = <Row extends Published>(t: Text): Column<Row> => ({
  key: 'at',
  head: t('workflow.publishedAt'),
  width: 'w-32',
  right: true,
  hide: 'phone',
  cell: (row) => <Time at={row.publishedAt} className="text-fg-2" />,
});

/** Puts an older version in force again. */
export const useAgainColumn = <Row extends Numbered & { current: boolean }>(
  t: Text,
  use: { isPending: boolean; variables: number | undefined; mutate(version: number): void },
  why: string | null,
): Column<Row> => ({
  key: 'do',
  head: '',
  width: 'w-36',
  right: true,
  cell: (row) =>
    !row.current && (
      <Button
        size="sm"
        offBecause={why}
        busy={use.isPending && use.variables === row.version && t('save.saving')}
        onClick={() => use.mutate(row.version)}
      >
        {t('workflow.versions.use')}
      </Button>
    ),
});

/** What else can be done with a version, behind a button. Nothing when `items` says so. */
export const versionMenuColumn = <Row extends Numbered>(t: Text, items: (row: Row) => ReactNode): Column<Row> => ({
  key: 'do',
  head: '',
  width: 'w-buttons-1',
  right: true,
  cell: (row) => {
    const shown = items(row);
    const label = t('workflow.versions.more', { version: row.version });
    return (
      shown && (
        <Menu align="end" label={label} trigger={<IconButton size="sm" icon={Ellipsis} label={label} />}>
          {shown}
        </Menu>
      )
    );
  },
});
