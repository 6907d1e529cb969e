import { Link, useSearch } from '@tanstack/react-router';
import { listAgents, type Agent } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
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
import { AgentBadge } from './agent-badge.js';

export function AgentsPage() {
  const t = useText();
  const format = useFormat();
  const { search } = useSearch({ from: '/shell/agents' });
  const [text, setText] = useUrlSearch(search);
  const list = useList(['agents'], listAgents, { query: { search } });
  useTitle(t('agents.title'));
  const columns: Column<Agent>[] = [
    { key: 'status', head: t('agents.status'), width: 'w-26', cell: (row) => <AgentBadge status={row.status} bare /> },
    {
      key: 'name',
      head: t('agents.name'),
      cell: (row) => (
        <>
          <Link
            to="/agents/$id"
            params={{ id: row.id }}
            title={row.name}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="block truncate text-meta text-fg-3">{row.goal}</span>
        </>
      ),
    },
    {
      key: 'model',
      head: t('agents.model'),
      width: 'w-40',
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{row.model}</span>,
    },
    {
      key: 'tools',
      head: t('agents.tools'),
      width: 'w-18',
      right: true,
      hide: 'tablet',
      cell: (row) => format.number(row.tools.length),
    },
    {
      key: 'version',
      head: t('agents.version'),
      width: 'w-22',
      right: true,
      hide: 'tablet',
      cell: (row) => `v${row.version}`,
    },
    {
      key: 'changed',
      head: t('agents.changed'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.updatedAt} className="text-fg-2" />,
    },
  ];
  return (
    <Page
      title={t('agents.title')}
      aside={list.items && !list.more.more && !search ? format.number(list.items.length) : undefined}
    >
      <SearchInput
        label={t('agents.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 max-w-80"
      />
      <ListBody
        list={list}
        failed={t('agents.failed')}
        tall
        empty={
          search ? (
            <EmptyState
              title={t('agents.none', { search })}
              action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('agents.empty')} help={t('agents.empty.help')} />
          )
        }
      >
        {(items) => <Table label={t('agents.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />}
      </ListBody>
    </Page>
  );
}
