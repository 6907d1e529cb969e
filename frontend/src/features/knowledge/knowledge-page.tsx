import { Link, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { listKnowledgeBases, type KnowledgeBase } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { BaseBadge } from './base-badge.js';
import { NewBaseDialog } from './new-base-dialog.js';

/** All knowledge bases, with how they stand. */
export function KnowledgePage() {
  const t = useText();
  const format = useFormat();
  const { search } = useSearch({ from: '/shell/knowledge' });
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const may = useMay('knowledge:write');
  const list = useList(['knowledge'], listKnowledgeBases, {
    query: { search, limit: 50 },
    refetch: (items) => (items.some((base) => base.documents.pending > 0 || base.index.building) ? 2000 : false),
  });
  const columns = useColumns();
  useTitle(t('knowledge.title'));
  const newButton = (
    <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
      {t('knowledge.new')}
    </Button>
  );
  return (
    <Page
      title={t('knowledge.title')}
      aside={list.items && !list.more.more && !search ? format.number(list.items.length) : undefined}
      actions={newButton}
    >
      <div className="mb-3">
        <SearchInput
          label={t('knowledge.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:max-w-80"
        />
      </div>
      <ListBody
        list={list}
        failed={t('knowledge.failed')}
        tall
        empty={
          search ? (
            <EmptyState
              title={t('knowledge.none')}
              action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('knowledge.empty')} help={t('knowledge.empty.help')} action={newButton} />
          )
        }
      >
        {(items) => <Table label={t('knowledge.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />}
      </ListBody>
      {adding && <NewBaseDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(): Column<KnowledgeBase>[] {
  const t = useText();
  const format = useFormat();
  return [
    { key: 'state', head: t('knowledge.state'), width: 'w-36', hide: 'phone', cell: (row) => <BaseBadge base={row} /> },
    {
      key: 'name',
      head: t('knowledge.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to="/knowledge/$id"
            params={{ id: row.id }}
            search={{}}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="block truncate text-meta text-fg-3">{row.description || t('knowledge.noDescription')}</span>
        </span>
      ),
    },
    {
      key: 'documents',
      head: t('knowledge.documents'),
      width: 'w-28',
      right: true,
      cell: (row) => <span className="tabular-nums">{format.number(row.documents.total)}</span>,
    },
    {
      key: 'passages',
      head: t('knowledge.passages'),
      width: 'w-28',
      right: true,
      hide: 'tablet',
      cell: (row) => <span className="tabular-nums">{format.number(row.passages)}</span>,
    },
    {
      key: 'changed',
      head: t('knowledge.changed'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.updatedAt} className="text-fg-3" />,
    },
  ];
}
