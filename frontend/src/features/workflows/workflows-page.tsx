import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Import, Plus } from 'lucide-react';
import { useState } from 'react';
import { listWorkflows, type WorkflowSummary } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge, Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import type { Status } from '../../ui/tone.js';
import { Time } from '../../ui/values.js';
import { ImportDialog } from './import-dialog.js';
import { NewDialog } from './new-dialog.js';

export function WorkflowsPage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { search } = useSearch({ from: '/shell/workflows' });
  const [text, setText] = useUrlSearch(search);
  const [dialog, setDialog] = useState<'import' | 'new' | null>(null);
  const may = useMay('workflows:write');
  const list = useList(['workflows'], listWorkflows, { query: { search } });
  const columns = useColumns();
  useTitle(t('workflows.title'));
  const open = (id: string) => void navigate({ to: '/workflows/$id', params: { id } });
  const importButton = (
    <Button icon={Import} offBecause={may.why} onClick={() => setDialog('import')}>
      {t('workflows.import')}
    </Button>
  );
  const newButton = (look: 'ink' | 'outline') => (
    <Button look={look} icon={Plus} offBecause={may.why} onClick={() => setDialog('new')}>
      {t('builder.new')}
    </Button>
  );
  return (
    <Page
      title={t('workflows.title')}
      aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}
      actions={
        <>
          {importButton}
          {newButton('ink')}
        </>
      }
    >
      <SearchInput
        label={t('workflows.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 sm:max-w-80"
      />
      <ListBody
        list={list}
        failed={t('workflows.failed')}
        tall
        empty={
          search ? (
            <EmptyState
              title={t('workflows.none', { search })}
              help={t('workflows.none.help')}
              action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('workflows.empty')} help={t('workflows.empty.help')} action={newButton('outline')} />
          )
        }
      >
        {(items) => <Table label={t('workflows.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />}
      </ListBody>
      <ImportDialog open={dialog === 'import'} onClose={() => setDialog(null)} onDone={open} />
      {dialog === 'new' && <NewDialog onClose={() => setDialog(null)} onDone={open} />}
    </Page>
  );
}

function useColumns(): Column<WorkflowSummary>[] {
  const t = useText();
  const format = useFormat();
  return [
    {
      key: 'name',
      head: t('workflows.name'),
      cell: (row) => (
        <>
          <Link
            to="/workflows/$id"
            params={{ id: row.id }}
            title={row.name}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          {row.description && <span className="block truncate text-meta text-fg-3">{row.description}</span>}
        </>
      ),
    },
    {
      key: 'version',
      head: t('workflows.version'),
      width: 'w-50',
      hide: 'tablet',
      cell: (row) => (
        <span className="flex items-center gap-2 text-fg-2">
          {row.publishedVersion === null ? t('workflows.notPublished') : `v${row.publishedVersion}`}
          {row.hasDraftChanges && row.publishedVersion !== null && <Tag>{t('workflows.draftChanges')}</Tag>}
        </span>
      ),
    },
    {
      key: 'last',
      head: t('workflows.lastRun'),
      width: 'w-46',
      cell: (row) =>
        row.lastRun ? (
          <Link to="/runs/$id" params={{ id: row.lastRun.id }} className="inline-flex items-center gap-2 rounded-xs">
            <Badge status={row.lastRun.status as Status} bare />
            <Time at={row.lastRun.at} className="text-meta text-fg-3 max-sm:hidden" />
          </Link>
        ) : (
          <span className="text-fg-3">{t('workflows.neverRun')}</span>
        ),
    },
    {
      key: 'steps',
      head: t('workflows.steps'),
      width: 'w-18',
      right: true,
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{format.number(row.nodeCount)}</span>,
    },
    {
      key: 'changed',
      head: t('workflows.changed'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.updatedAt} className="text-fg-2" />,
    },
  ];
}
