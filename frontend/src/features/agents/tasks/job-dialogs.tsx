import { cancelJob, retryJob, type Job } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { Dialog } from '../../../ui/dialog.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { Note } from '../../../ui/states.js';
import { Duration, shortId } from '../../../ui/values.js';
import { jobIsOver } from '../chat/job-card.js';

/** One that waits for an outside system says so. */
export const JobBadge = ({ job }: { job: Job }) => (
  <Badge status={job.awaiting === 'callback' && !jobIsOver(job) ? 'waiting' : job.status} bare />
);

/** What it was called with, and what came of it. */
export function JobDialog({ job, onClose }: { job: Job; onClose(): void }) {
  const t = useText();
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<span className="font-mono">{job.tool}</span>}
      description={t('agentJobs.short', { id: shortId(job.id) })}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      <div className="grid gap-3">
        <div className="flex items-center gap-3">
          <JobBadge job={job} />
          <Duration from={job.createdAt} to={job.finishedAt} className="text-fg-2" />
          {job.attempts > 1 && <span className="text-fg-2">{t('task.attempts', { count: job.attempts })}</span>}
        </div>
        {job.error && (
          <p className="break-words text-failed">
            <span className="font-mono text-meta">{job.error.code}</span> {job.error.message}
          </p>
        )}
        <h3 className="text-meta font-medium">{t('task.arguments')}</h3>
        <JsonTree value={job.input} className="max-h-60" />
        {job.status === 'succeeded' && (
          <>
            <h3 className="text-meta font-medium">{t('task.result')}</h3>
            <JsonTree value={job.output} className="max-h-80" />
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Neither is undone by itself: what a call has done outside stays, and a repeated one may do it again. */
export function AskJob({ what, job, onClose }: { what: 'cancel' | 'retry'; job: Job; onClose(): void }) {
  const t = useText();
  const act = useAct({
    run: () => call(what === 'cancel' ? cancelJob : retryJob, { params: { id: job.id }, body: {} }),
    done: t(what === 'cancel' ? 'agentJobs.cancelled' : 'agentJobs.retried', { tool: job.tool }),
    changes: [['jobs'], ['job', job.id], ['conversation']],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t(`agentJobs.${what}.title`, { tool: job.tool })}
      help={t(`agentJobs.${what}.help`)}
      keep={t('do.back')}
      act={t(`agentJobs.${what}`)}
      acting={t(what === 'cancel' ? 'agentJobs.cancelling' : 'agentJobs.retrying')}
      danger={what === 'cancel'}
      mutation={act}
      onClose={onClose}
    >
      {what === 'retry' && job.error?.code === 'STEP_UNKNOWN' && (
        <Note tone="waiting" icon={null}>
          {t('agentJobs.retry.unknown')}
        </Note>
      )}
    </Confirm>
  );
}
