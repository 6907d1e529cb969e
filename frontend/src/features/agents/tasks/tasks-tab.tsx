import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { listTasks, taskStatus, type Agent, type Task } from '#libs/contracts';
import { ListBody } from '../../../app/list-body.js';
import { useList } from '../../../app/queries.js';
import { useUrlSearch } from '../../../app/url-search.js';
import { useFormat, useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { SearchInput, Select } from '../../../ui/field.js';
import { EmptyState } from '../../../ui/states.js';
import { Table, type Column } from '../../../ui/table.js';
import { Duration, Time } from '../../../ui/values.js';
import { TaskBadge } from '../agent-badge.js';

/** What an agent worked on, the newest first, wherever it was asked. */
export function TasksTab({ agent }: { agent: Agent }) {
  const t = useText();
  const navigate = useNavigate();
  const { search, status } = useSearch({ from: '/shell/agents/$id' });
  const [text, setText] = useUrlSearch(search);
  const list = useList(['tasks', agent.id], listTasks, {
    query: { agentId: agent.id, search, status },
    refetch: (items) => (items.some(({ finishedAt }) => finishedAt === null) ? 3000 : 15_000),
  });
  const filter = (next: Task['status'] | undefined, words: string | undefined) =>
    void navigate({
      to: '/agents/$id',
      params: { id: agent.id },
      search: { tab: 'tasks', status: next, search: words },
      replace: true,
    });
  return (
    <div className="mx-auto max-w-(--page-max)">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <SearchInput
          label={t('tasks.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:max-w-80"
        />
        <Select
          aria-label={t('agents.status')}
          value={status ?? ''}
          className="filter-control sm:w-40!"
          onChange={(event) => filter((event.target.value || undefined) as Task['status'] | undefined, search)}
        >
          <option value="">{t('tasks.anyStatus')}</option>
          {taskStatus.options.map((each) => (
            <option key={each} value={each}>
              {t(`status.${each}`)}
            </option>
          ))}
        </Select>
      </div>
      <ListBody
        list={list}
        failed={t('tasks.failed')}
        empty={
          search || status ? (
            <EmptyState
              title={t('tasks.none')}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    filter(undefined, undefined);
                  }}
                >
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('tasks.empty')} help={t('tasks.empty.help')} />
          )
        }
      >
        {(items) => <TaskTable items={items} />}
      </ListBody>
    </div>
  );
}

function TaskTable({ items }: { items: readonly Task[] }) {
  const t = useText();
  const format = useFormat();
  const columns: Column<Task>[] = [
    { key: 'status', head: t('agents.status'), width: 'w-31', cell: (row) => <TaskBadge status={row.status} bare /> },
    {
      key: 'goal',
      head: t('tasks.goal'),
      cell: (row) => (
        <Link
          to="/tasks/$id"
          params={{ id: row.id }}
          title={row.goal}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {/* What a job gave is no sentence of anybody. */}
          {row.conversationId !== null && row.goal.startsWith('{"jobId"') ? t('chat.waiting.result') : row.goal}
        </Link>
      ),
    },
    { key: 'from', head: t('tasks.from'), width: 'w-32', hide: 'tablet', cell: (row) => <Origin task={row} /> },
    {
      key: 'version',
      head: t('agents.version'),
      width: 'w-18',
      hide: 'laptop',
      right: true,
      cell: (row) => `v${row.agentVersion}`,
    },
    {
      key: 'rating',
      head: t('agents.figure.rating'),
      width: 'w-20',
      hide: 'tablet',
      right: true,
      cell: (row) => (row.rating ? format.number(row.rating.score) : <span className="text-fg-3">–</span>),
    },
    {
      key: 'took',
      head: t('tasks.took'),
      width: 'w-26',
      hide: 'phone',
      right: true,
      cell: (row) => <Duration from={row.createdAt} to={row.finishedAt} className="text-fg-2" />,
    },
    {
      key: 'cost',
      head: t('run.kv.cost'),
      width: 'w-24',
      hide: 'phone',
      right: true,
      cell: (row) => <span className="text-fg-2">{format.money(row.usage.costMicros)}</span>,
    },
    {
      key: 'at',
      head: t('tasks.begun'),
      width: 'w-28',
      hide: 'phone',
      right: true,
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
  ];
  return <Table label={t('agents.tab.tasks')} columns={columns} rows={items} rowKey={(row) => row.id} />;
}

/** Who set it off. */
function Origin({ task }: { task: Task }) {
  const t = useText();
  if (task.conversationId)
    return (
      <Link
        to="/agents/$id"
        params={{ id: task.agentId }}
        search={{ tab: 'playground', conversation: task.conversationId }}
        className="link"
      >
        {t('tasks.from.conversation')}
      </Link>
    );
  if (task.parentTaskId)
    return (
      <Link to="/tasks/$id" params={{ id: task.parentTaskId }} className="link">
        {t('tasks.from.agent')}
      </Link>
    );
  if (task.runId)
    return (
      <Link to="/runs/$id" params={{ id: task.runId }} search={{}} className="link">
        {t('tasks.from.run')}
      </Link>
    );
  return <span className="text-fg-2">{t('tasks.from.api')}</span>;
}
