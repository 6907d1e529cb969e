import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronRight, OctagonX } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { getTask, getTranscript, type Task, type taskEntry } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { cx } from '../../ui/cx.js';
import { JsonTree } from '../../ui/json-tree.js';
import { KindTile } from '../../ui/kind-tile.js';
import { LoadMore } from '../../ui/load-more.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';
import { shortId } from '../../ui/values.js';
import { TaskBadge } from './agent-badge.js';

type Entry = z.infer<typeof taskEntry>;
const over = (task: Task | undefined) => task && ['succeeded', 'failed', 'cancelled'].includes(task.status);

/** What an agent did on one task, turn by turn. */
export function TaskPage() {
  const t = useText();
  const format = useFormat();
  const { id } = useParams({ from: '/shell/tasks/$id' });
  const task = useQuery({
    queryKey: ['task', id],
    queryFn: ({ signal }) => call(getTask, { params: { taskId: id }, signal }),
    refetchInterval: ({ state }) => (over(state.data) ? false : 2000),
  });
  const entries = useList(['task', id, 'transcript'], getTranscript, {
    params: { taskId: id },
    query: { limit: 200 },
    refetch: () => (over(task.data) ? false : 2000),
  });
  useTitle(t('task.title', { id: shortId(id) }));
  const error = task.error ?? entries.error;
  if (error)
    return (
      <Page title={t('task.title', { id: shortId(id) })}>
        <ErrorState title={t('task.failed')} error={error} onRetry={() => void task.refetch()} />
      </Page>
    );
  if (!task.data) return <Skeleton />;
  const { data } = task;
  return (
    <div className="flex min-h-full flex-col bg-surface">
      <TopBar>
        <Crumbs
          parents={[
            <Link key="agents" to="/agents" className="rounded-xs hover:underline">
              {t('nav.agents')}
            </Link>,
            <Link key="agent" to="/agents/$id" params={{ id: data.agentId }} className="rounded-xs hover:underline">
              {data.agentName}
            </Link>,
          ]}
          title={t('task.title', { id: shortId(id) })}
        />
        <span className="flex items-center">
          <TaskBadge status={data.status} />
        </span>
      </TopBar>
      <div className="mx-auto grid w-full max-w-(--page-max) items-start gap-6 px-4 py-6 sm:px-8 lg:grid-cols-[minmax(0,var(--read-max))_minmax(0,1fr)]">
        <div className="grid min-w-0 gap-4">
          <p className="ml-auto w-fit max-w-130 rounded-xl bg-hover px-3.5 py-2 text-read break-words whitespace-pre-wrap">
            {data.goal}
          </p>
          {entries.items?.map((entry) => (
            <TranscriptEntry key={entry.seq} entry={entry} />
          ))}
          {entries.items?.length === 0 && <p className="text-fg-3">{t('task.empty')}</p>}
          <LoadMore {...entries.more} />
          {data.error && (
            <Note tone="failed" icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
              <b className="font-semibold text-failed">{data.error.code}</b> {data.error.message}
            </Note>
          )}
        </div>
        <Card title={t('task.transcript')}>
          <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1 px-4 py-3 tabular-nums">
            <dt className="text-fg-3">{t('task.agent')}</dt>
            <dd>
              {data.agentName} <span className="text-fg-3">v{data.agentVersion}</span>
            </dd>
            <dt className="text-fg-3">{t('task.turns')}</dt>
            <dd>{format.number(data.turns)}</dd>
            <dt className="text-fg-3">{t('run.kv.tokens')}</dt>
            <dd>{format.tokens(data.usage)}</dd>
            <dt className="text-fg-3">{t('run.kv.cost')}</dt>
            <dd>{format.money(data.usage.costMicros)}</dd>
          </dl>
        </Card>
      </div>
    </div>
  );
}

function TranscriptEntry({ entry }: { entry: Entry }) {
  const text = entry.text && <p className="text-read break-words whitespace-pre-wrap">{entry.text}</p>;
  if (entry.type === 'tool') return <ToolCall entry={entry} />;
  if (entry.type === 'error')
    return (
      <Note tone="failed" icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
        {entry.text}
      </Note>
    );
  if (!text) return null;
  return (
    <div className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-3">
      <KindTile kind="agent.task" icon="bot" size="sm" />
      {text}
    </div>
  );
}

/** A 36 px row: tile, name, short argument, time; opens to arguments and result. */
function ToolCall({ entry }: { entry: Entry }) {
  const t = useText();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const short = entry.input === null || entry.input === undefined ? '' : JSON.stringify(entry.input);
  return (
    <div className="ml-9 overflow-hidden rounded-md border border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 px-2.5 text-left hover:bg-hover"
      >
        <KindTile kind="tool.call" icon="wrench" size="sm" />
        <span className="font-mono text-meta font-medium">{entry.tool}</span>
        <span className="min-w-0 flex-1 truncate text-meta text-fg-3">{short}</span>
        <span className="text-meta text-fg-3 tabular-nums">{format.duration(entry.ms)}</span>
        <ChevronRight
          aria-hidden
          className={cx('size-3.5 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')}
          strokeWidth={1.75}
        />
      </button>
      {open && (
        <div className="grid gap-2 border-t border-line bg-sunken px-3 py-2.5">
          <h3 className="text-meta font-medium">{t('task.arguments')}</h3>
          <JsonTree value={entry.input} />
          <h3 className="text-meta font-medium">{t('task.result')}</h3>
          <JsonTree value={entry.output} />
        </div>
      )}
    </div>
  );
}
