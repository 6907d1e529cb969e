import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cancelJob, getJob, type Job } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { useText } from '../../../text/text.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Meter } from '../../../ui/meter.js';
import { Duration, shortId } from '../../../ui/values.js';

export const jobIsOver = (job: Pick<Job, 'status'>) => ['succeeded', 'failed', 'cancelled'].includes(job.status);

/** A job that an answer has set off: how far it is. Its result comes as a new message. */
export function JobCard({ id, tool }: { id: string; tool: string }) {
  const t = useText();
  const may = useMay('tools:run');
  const [open, setOpen] = useState(false);
  const { data: job } = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => call(getJob, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && jobIsOver(state.data) ? false : 1500),
  });
  const cancel = useAct({
    run: () => call(cancelJob, { params: { id }, body: {} }),
    done: t('agentJobs.cancelled', { tool }),
    changes: [['job', id], ['jobs'], ['conversation']],
  });
  const running = job !== undefined && !jobIsOver(job);
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 px-2.5 text-left -outline-offset-2 hover:bg-hover"
      >
        <KindTile kind="tool.call" icon="wrench" size="sm" />
        <span className="truncate font-mono text-meta font-medium">{tool}</span>
        <span className="min-w-0 flex-1 truncate text-meta text-fg-3">{t('agentJobs.short', { id: shortId(id) })}</span>
        {job && <Badge status={job.awaiting === 'callback' ? 'waiting' : job.status} bare={!running} />}
        <ChevronRight
          aria-hidden
          className={cx('size-3.5 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')}
          strokeWidth={1.75}
        />
      </button>
      {running && (
        <div className="grid gap-1.5 border-t border-line bg-canvas px-3 py-2.5">
          <div className="flex items-center gap-3">
            <Meter share={job.progress.done ?? 0} label={t('agentJobs.progress', { tool })} className="flex-1" />
            <span className="text-meta text-fg-2 tabular-nums">
              {job.progress.done !== null && `${Math.round(job.progress.done * 100)}%, `}
              <Duration from={job.createdAt} to={job.finishedAt} />
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <p className="min-w-0 flex-1 text-meta text-fg-3">
              {job.progress.message ?? t(job.awaiting === 'callback' ? 'agentJobs.awaiting' : 'chat.job.help')}
            </p>
            <Button
              size="sm"
              look="ghost"
              offBecause={may.why}
              busy={cancel.isPending && t('agentJobs.cancelling')}
              onClick={() => cancel.mutate()}
            >
              {t('agentJobs.cancel')}
            </Button>
          </div>
        </div>
      )}
      {open && job && (
        <div className="grid gap-2 border-t border-line bg-canvas px-3 py-2.5">
          <h3 className="text-meta font-medium">{t('task.arguments')}</h3>
          <JsonTree value={job.input} className="max-h-80" />
          {job.error && <p className="text-meta text-failed">{job.error.message}</p>}
          {job.status === 'succeeded' && (
            <>
              <h3 className="text-meta font-medium">{t('task.result')}</h3>
              <JsonTree value={job.output} className="max-h-80" />
            </>
          )}
        </div>
      )}
    </div>
  );
}
