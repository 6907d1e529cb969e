import { useNavigate, useSearch } from '@tanstack/react-router';
import { Ban, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { cancelJob, jobStatus, listAgents, listJobs, listTools, retryJob, type Job } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Duration, shortId, Time } from '../../ui/values.js';
import { JobDialog } from './job-dialog.js';
import { isOver, JobProgress } from './job-progress.js';

type Filter = { status?: Job['status'] | undefined; tool?: string | undefined; agent?: string | undefined };

/** Tools at work in the background, of the whole company. */
export function JobsPage() {
  const t = useText();
  const navigate = useNavigate();
  const { status, tool, agent, job } = useSearch({ from: '/shell/administration/jobs' });
  const [retrying, setRetrying] = useState<Job | null>(null);
  const list = useList(['jobs'], listJobs, {
    query: { status, tool, agentId: agent },
    refetch: (items) => (items.some((each) => !isOver(each)) ? 2000 : 15_000),
  });
  const tools = useList(['tools', 'names'], listTools, { query: { limit: 200 } });
  const agents = useList(['agents', 'all'], listAgents, { query: { limit: 200 } });
  useTitle(t('jobs.title'));
  const go = (change: Filter & { job?: string | undefined }) =>
    void navigate({ to: '/administration/jobs', search: { status, tool, agent, job, ...change }, replace: true });
  const cancel = useAct({
    run: (id: string) => call(cancelJob, { params: { id }, body: {} }),
    done: t('jobs.cancelled'),
    changes: [['jobs']],
  });
  const retry = useAct({
    run: () => call(retryJob, { params: { id: retrying?.id ?? '' }, body: {} }),
    done: t('jobs.retried'),
    changes: [['jobs']],
    quiet: true,
    onDone: () => setRetrying(null),
  });
  const agentName = (id: string) => agents.items?.find((each) => each.id === id)?.name ?? shortId(id);
  const columns = useColumns({
    agentName,
    onOpen: (row) => go({ job: row.id }),
    onCancel: (row) => cancel.mutate(row.id),
    onRetry: (row) => {
      retry.reset();
      setRetrying(row);
    },
  });
  return (
    <Page title={t('jobs.title')}>
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <FilterSelect
          label={t('jobs.status')}
          any={t('runs.any')}
          value={status}
          options={jobStatus.options}
          textOf={(each) => t(`status.${each}`)}
          onChange={(next) => go({ status: next })}
        />
        <FilterSelect
          label={t('jobs.tool')}
          any={t('jobs.anyTool')}
          value={tool}
          options={[...new Set([...(tool ? [tool] : []), ...(tools.items ?? []).map(({ name }) => name)])]}
          textOf={(name) => name}
          onChange={(next) => go({ tool: next })}
        />
        <FilterSelect
          label={t('jobs.agent')}
          any={t('jobs.anyAgent')}
          value={agent}
          options={[...new Set([...(agent ? [agent] : []), ...(agents.items ?? []).map(({ id }) => id)])]}
          textOf={agentName}
          onChange={(next) => go({ agent: next })}
        />
      </div>
      <ListBody
        list={list}
        tall
        failed={t('jobs.failed')}
        empty={
          status || tool || agent ? (
            <EmptyState
              title={t('jobs.none')}
              action={
                <Button onClick={() => go({ status: undefined, tool: undefined, agent: undefined })}>
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('jobs.empty')} help={t('jobs.empty.help')} />
          )
        }
      >
        {(items) => <Table tall label={t('jobs.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {job && <JobDialog id={job} onClose={() => go({ job: undefined })} />}
      {retrying && (
        <Confirm
          title={t('jobs.retry.title', { tool: retrying.tool })}
          help={t('jobs.retry.help')}
          act={t('jobs.retry')}
          acting={t('jobs.retrying')}
          danger={false}
          mutation={retry}
          onClose={() => setRetrying(null)}
        />
      )}
    </Page>
  );
}

function useColumns({
  agentName,
  onOpen,
  onCancel,
  onRetry,
}: {
  agentName(id: string): string;
  onOpen(row: Job): void;
  onCancel(row: Job): void;
  onRetry(row: Job): void;
}): Column<Job>[] {
  const t = useText();
  const may = useMay('tools:run');
  return [
    {
      key: 'status',
      head: t('jobs.status'),
      width: 'w-28',
      cell: (row) => <Badge status={row.status} bare className="align-middle" />,
    },
    {
      key: 'tool',
      head: t('jobs.tool'),
      cell: (row) => (
        <span className="block min-w-0">
          <button
            type="button"
            className="block max-w-full truncate rounded-xs text-left font-medium hover:underline"
            onClick={() => onOpen(row)}
          >
            {row.tool}
          </button>
          <span className="block truncate text-meta text-fg-3">
            {row.error ? (
              <span className="text-failed" title={row.error.message}>
                {row.error.message}
              </span>
            ) : (
              <>
                {shortId(row.id)}
                {row.agentId && ` · ${agentName(row.agentId)}`}
              </>
            )}
          </span>
        </span>
      ),
    },
    {
      key: 'progress',
      head: t('jobs.progress'),
      width: 'w-56',
      hide: 'phone',
      cell: (row) => <JobProgress job={row} />,
    },
    {
      key: 'took',
      head: t('jobs.took'),
      width: 'w-24',
      right: true,
      hide: 'tablet',
      cell: (row) => <Duration from={row.startedAt} to={row.finishedAt} className="text-fg-2" />,
    },
    {
      key: 'created',
      head: t('jobs.created'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1',
      right: true,
      cell: (row) =>
        !isOver(row) ? (
          <IconButton
            size="sm"
            icon={Ban}
            off={!may.ok}
            label={may.why ?? t('jobs.cancel.of', { tool: row.tool })}
            onClick={() => onCancel(row)}
          />
        ) : (
          row.status === 'failed' && (
            <IconButton
              size="sm"
              icon={RotateCcw}
              off={!may.ok}
              label={may.why ?? t('jobs.retry.of', { tool: row.tool })}
              onClick={() => onRetry(row)}
            />
          )
        ),
    },
  ];
}
