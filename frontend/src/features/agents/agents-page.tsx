import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { listAgents, type Agent } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { AgentBadge } from './agent-badge.js';
import { NewAgentDialog } from './new-agent-dialog.js';
import { AgentFigure } from './performance.js';

const days = 30;
const states = ['active', 'draft', 'retired'] as const;

/** All agents, with how well they did of late. */
export function AgentsPage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { search, status } = useSearch({ from: '/shell/agents' });
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const may = useMay('agents:write');
  const list = useList(['agents'], listAgents, { query: { search, status, limit: 25 } });
  const columns = useColumns();
  useTitle(t('agents.title'));
  const filter = (next: (typeof states)[number] | undefined) =>
    void navigate({ to: '/agents', search: { search, status: next }, replace: true });
  const newButton = (look: 'ink' | 'outline') => (
    <Button look={look} icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
      {t('agents.new')}
    </Button>
  );
  return (
    <Page
      title={t('agents.title')}
      aside={list.items && !list.more.more && !search && !status ? format.number(list.items.length) : undefined}
      actions={newButton('ink')}
    >
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <SearchInput
          label={t('agents.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:max-w-80"
        />
        <Segmented
          label={t('agents.status')}
          value={status ?? 'all'}
          onChange={(next) => filter(next === 'all' ? undefined : next)}
          options={[
            { value: 'all' as const, label: t('agents.status.all') },
            ...states.map((value) => ({ value, label: t(`agents.status.${value}`) })),
          ]}
        />
        <span className="ml-auto text-meta text-fg-3 max-lg:hidden">{t('agents.figures.days', { count: days })}</span>
      </div>
      <ListBody
        list={list}
        failed={t('agents.failed')}
        tall
        empty={
          search || status ? (
            <EmptyState
              title={search ? t('agents.none', { search }) : t('agents.none.status')}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    void navigate({ to: '/agents', search: {}, replace: true });
                  }}
                >
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('agents.empty')} help={t('agents.empty.help')} action={newButton('outline')} />
          )
        }
      >
        {(items) => <Table label={t('agents.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />}
      </ListBody>
      {adding && <NewAgentDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(): Column<Agent>[] {
  const t = useText();
  const figure = (key: 'success' | 'rating' | 'cost' | 'duration' | 'tasks', width: string): Column<Agent> => ({
    key,
    head: t(`agents.figure.${key}`),
    width,
    right: true,
    hide: key === 'success' ? 'phone' : 'tablet',
    cell: (row) => <AgentFigure id={row.id} days={days} figure={key} />,
  });
  return [
    { key: 'status', head: t('agents.status'), width: 'w-26', cell: (row) => <AgentBadge status={row.status} bare /> },
    {
      key: 'name',
      head: t('agents.name'),
      cell: (row) => (
        <>
          <Link
            to="/agents/$id"
            params={{ id: row.id }}
            search={{}}
            title={row.name}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="block truncate text-meta text-fg-3" title={row.goal}>
            {row.goal}
          </span>
        </>
      ),
    },
    {
      key: 'model',
      head: t('agents.model'),
      width: 'w-36',
      hide: 'phone',
      cell: (row) => (
        <span className="block truncate text-fg-2" title={row.model}>
          {row.model}
        </span>
      ),
    },
    figure('tasks', 'w-22'),
    figure('success', 'w-22'),
    figure('duration', 'w-24'),
    figure('cost', 'w-30'),
    figure('rating', 'w-22'),
  ];
}
