import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Target } from 'lucide-react';
import { goalStatus, listGoals, type GoalSummary } from '#libs/contracts';
import { useState } from 'react';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { GoalBadge } from './goal-badge.js';
import { NewGoalDialog } from './new-goal-dialog.js';

/** While a model plans, the list looks again this often. Milliseconds. */
const whilePlanningMs = 2_000;

/** What the company wants to reach, as sentences. */
export function GoalsPage() {
  const t = useText();
  const navigate = useNavigate();
  const { search, status: wanted } = useSearch({ from: '/shell/goals' });
  const status = goalStatus.safeParse(wanted).data;
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const may = useMay('goals:write');
  const list = useList(['goals'], listGoals, {
    query: { search, status },
    refetch: (items) => items.some((goal) => goal.status === 'planning') && whilePlanningMs,
  });
  useTitle(t('goals.title'));
  const add = (
    <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
      {t('goals.new')}
    </Button>
  );
  const clear = () => {
    setText('');
    void navigate({ to: '/goals', search: {}, replace: true });
  };
  return (
    <Page title={t('goals.title')} actions={add}>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t('goals.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:max-w-80"
        />
        <FilterSelect
          label={t('goals.status')}
          any={t('goals.status.any')}
          value={status}
          options={goalStatus.options}
          textOf={(each) => t(`goals.status.${each}`)}
          onChange={(next) => void navigate({ to: '/goals', search: { search, status: next }, replace: true })}
        />
      </div>
      <ListBody
        list={list}
        tall
        failed={t('goals.loadFailed')}
        empty={
          search || status ? (
            <EmptyState title={t('goals.none')} action={<Button onClick={clear}>{t('do.clearFilters')}</Button>} />
          ) : (
            <EmptyState
              title={t('goals.empty')}
              help={t('goals.empty.help')}
              action={
                <Button icon={Target} offBecause={may.why} onClick={() => setAdding(true)}>
                  {t('goals.new')}
                </Button>
              }
            />
          )
        }
      >
        {(items) => (
          <Table tall label={t('goals.title')} columns={columnsOf(t)} rows={items} rowKey={(row) => row.id} />
        )}
      </ListBody>
      {adding && <NewGoalDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

const columnsOf = (t: ReturnType<typeof useText>): Column<GoalSummary>[] => [
  {
    key: 'objective',
    head: t('goals.objective'),
    cell: (row) => (
      <span className="block min-w-0">
        <Link
          to="/goals/$id"
          params={{ id: row.id }}
          title={row.objective}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {row.name || row.objective}
        </Link>
        {row.name && <span className="block truncate text-meta text-fg-3">{row.objective}</span>}
      </span>
    ),
  },
  {
    key: 'status',
    head: t('goals.status'),
    width: 'w-36',
    cell: (row) => <GoalBadge status={row.status} bare />,
  },
  {
    key: 'last',
    head: t('goals.lastRun'),
    width: 'w-32',
    hide: 'tablet',
    cell: (row) =>
      row.lastResult ? <Badge status={row.lastResult.status} bare /> : <span className="text-fg-3">–</span>,
  },
  {
    key: 'changed',
    head: t('goals.changed'),
    width: 'w-32',
    right: true,
    hide: 'phone',
    cell: (row) => <Time at={row.updatedAt} className="text-fg-2" />,
  },
];
