import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Ban, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { jobStatus, listJobs, type Agent, type Job } from '#libs/contracts';
import { ListBody } from '../../../app/list-body.js';
import { useMay } from '../../../app/may.js';
import { useList } from '../../../app/queries.js';
import { useText } from '../../../text/text.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Select } from '../../../ui/field.js';
import { Meter } from '../../../ui/meter.js';
import { EmptyState } from '../../../ui/states.js';
import { Table, type Column } from '../../../ui/table.js';
import { Duration, shortId, Time } from '../../../ui/values.js';
import { jobIsOver } from '../chat/job-card.js';
import { AskJob, JobBadge, JobDialog } from './job-dialogs.js';

/** Calls of tools in the background that an agent has set off. */
export function JobsTab({ agent }: { agent: Agent }) {
  const t = useText();
  const navigate = useNavigate();
  const { status } = useSearch({ from: '/shell/agents/$id' });
  const known = jobStatus.safeParse(status).data;
  const [shown, setShown] = useState<Job | null>(null);
  const [asked, setAsked] = useState<{ what: 'cancel' | 'retry'; job: Job } | null>(null);
  const list = useList(['jobs', agent.id], listJobs, {
    query: { agentId: agent.id, status: known },
    refetch: (items) => (items.some((job) => !jobIsOver(job)) ? 1500 : 10_000),
  });
  const filter = (next: Job['status'] | undefined) =>
    void navigate({
      to: '/agents/$id',
      params: { id: agent.id },
      search: { tab: 'jobs', status: next },
      replace: true,
    });
  return (
    <div className="mx-auto max-w-(--page-max)">
      <Select
        aria-label={t('agents.status')}
        value={known ?? ''}
        className="mb-3 h-(--control-sm) w-40!"
        onChange={(event) => filter((event.target.value || undefined) as Job['status'] | undefined)}
      >
        <option value="">{t('tasks.anyStatus')}</option>
        {jobStatus.options.map((each) => (
          <option key={each} value={each}>
            {t(`status.${each}`)}
          </option>
        ))}
      </Select>
      <ListBody
        list={list}
        failed={t('agentJobs.failed')}
        empty={
          known ? (
            <EmptyState
              title={t('agentJobs.none')}
              action={<Button onClick={() => filter(undefined)}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('agentJobs.empty')} help={t('agentJobs.empty.help')} />
          )
        }
      >
        {(items) => (
          <JobTable items={items} agent={agent} onShow={setShown} onAsk={(what, job) => setAsked({ what, job })} />
        )}
      </ListBody>
      {shown && (
        <JobDialog job={list.items?.find(({ id }) => id === shown.id) ?? shown} onClose={() => setShown(null)} />
      )}
      {asked && <AskJob {...asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

function JobTable({
  items,
  agent,
  onShow,
  onAsk,
}: {
  items: readonly Job[];
  agent: Agent;
  onShow(job: Job): void;
  onAsk(what: 'cancel' | 'retry', job: Job): void;
}) {
  const t = useText();
  const may = useMay('tools:run');
  const columns: Column<Job>[] = [
    { key: 'status', head: t('agents.status'), width: 'w-31', cell: (row) => <JobBadge job={row} /> },
    {
      key: 'tool',
      head: t('agentJobs.tool'),
      cell: (row) => (
        <button
          type="button"
          className="block max-w-full truncate rounded-xs font-mono text-meta font-medium hover:underline"
          onClick={() => onShow(row)}
        >
          {row.tool} <span className="font-normal text-fg-3">{shortId(row.id)}</span>
        </button>
      ),
    },
    {
      key: 'progress',
      head: t('agentJobs.progressHead'),
      width: 'w-44',
      hide: 'phone',
      cell: (row) => <Progress job={row} />,
    },
    {
      key: 'from',
      head: t('tasks.from'),
      width: 'w-32',
      hide: 'tablet',
      cell: (row) =>
        row.conversationId ? (
          <Link
            to="/agents/$id"
            params={{ id: agent.id }}
            search={{ tab: 'playground', conversation: row.conversationId }}
            className="link"
          >
            {t('tasks.from.conversation')}
          </Link>
        ) : row.taskId ? (
          <Link to="/tasks/$id" params={{ id: row.taskId }} className="link">
            {t('task.title', { id: shortId(row.taskId) })}
          </Link>
        ) : (
          '–'
        ),
    },
    {
      key: 'took',
      head: t('tasks.took'),
      width: 'w-26',
      hide: 'tablet',
      right: true,
      cell: (row) => <Duration from={row.createdAt} to={row.finishedAt} className="text-fg-2" />,
    },
    {
      key: 'at',
      head: t('tasks.begun'),
      width: 'w-28',
      hide: 'phone',
      right: true,
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1',
      right: true,
      cell: (row) =>
        jobIsOver(row) ? (
          row.status === 'failed' && (
            <IconButton
              size="sm"
              icon={RotateCcw}
              off={!may.ok}
              label={may.why ?? t('agentJobs.retryIt', { tool: row.tool })}
              onClick={() => onAsk('retry', row)}
            />
          )
        ) : (
          <IconButton
            size="sm"
            icon={Ban}
            off={!may.ok}
            label={may.why ?? t('agentJobs.cancelIt', { tool: row.tool })}
            onClick={() => onAsk('cancel', row)}
          />
        ),
    },
  ];
  return <Table label={t('agents.tab.jobs')} columns={columns} rows={items} rowKey={(row) => row.id} />;
}

function Progress({ job }: { job: Job }) {
  const t = useText();
  if (job.error)
    return (
      <span className="text-failed" title={job.error.message}>
        {job.error.message}
      </span>
    );
  if (jobIsOver(job)) return <span className="text-fg-3">{job.progress.message ?? '–'}</span>;
  if (job.progress.done === null)
    return (
      <span className="text-fg-2">{t(job.awaiting === 'callback' ? 'agentJobs.awaiting' : 'agentJobs.underWay')}</span>
    );
  return (
    <span className="flex items-center gap-2">
      <Meter share={job.progress.done} label={t('agentJobs.progress', { tool: job.tool })} className="flex-1" />
      <span className="text-meta text-fg-2 tabular-nums">{Math.round(job.progress.done * 100)}%</span>
    </span>
  );
}
