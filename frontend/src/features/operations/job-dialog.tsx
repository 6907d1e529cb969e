import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getJob, type Job } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Facts } from '../../ui/facts.js';
import { JsonTree } from '../../ui/json-tree.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Duration, shortId, Time } from '../../ui/values.js';
import { isOver, JobProgress } from './job-progress.js';

/** One job: what it was given, how far it is, and what came out. */
export function JobDialog({ id, onClose }: { id: string; onClose(): void }) {
  const t = useText();
  const job = useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => call(getJob, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 2000),
  });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={job.data?.tool ?? t('jobs.one', { id: shortId(id) })}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      {job.data ? (
        <JobFacts job={job.data} />
      ) : job.error ? (
        <ErrorState title={t('jobs.loadFailed')} error={job.error} onRetry={() => void job.refetch()} />
      ) : (
        <Skeleton rows={4} />
      )}
    </Dialog>
  );
}

function JobFacts({ job }: { job: Job }) {
  const t = useText();
  return (
    <>
      <Facts
        className="mb-4"
        facts={[
          [t('jobs.status'), <Badge key="status" status={job.status} bare />],
          [t('jobs.progress'), <JobProgress key="progress" job={job} />],
          job.error && [
            t('letters.why'),
            <span key="why">
              <code>{job.error.code}</code> {job.error.message}
            </span>,
          ],
          [t('jobs.created'), <Time key="created" at={job.createdAt} />],
          [t('jobs.took'), <Duration key="took" from={job.startedAt} to={job.finishedAt} />],
          [t('jobs.attempts'), job.attempts],
          job.agentId !== null && [
            t('jobs.agent'),
            <Link key="agent" to="/agents/$id" params={{ id: job.agentId }} className="link">
              {shortId(job.agentId)}
            </Link>,
          ],
          job.taskId !== null && [
            t('jobs.task'),
            <Link key="task" to="/tasks/$id" params={{ id: job.taskId }} className="link">
              {shortId(job.taskId)}
            </Link>,
          ],
          job.webhookUrl !== null && [
            t('jobs.webhook'),
            <code key="webhook" className="text-meta break-all">
              {job.webhookUrl}
            </code>,
          ],
        ]}
      />
      <h3 className="mb-1 font-medium">{t('tools.try.input')}</h3>
      <JsonTree value={job.input} className="max-h-60" />
      {job.status === 'succeeded' && (
        <>
          <h3 className="mt-4 mb-1 font-medium">{t('tools.docs.output')}</h3>
          <JsonTree value={job.output} className="max-h-80" />
        </>
      )}
    </>
  );
}
