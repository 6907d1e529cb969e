import type { Job } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Meter } from '../../ui/meter.js';

export const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

/** How far a job is, in the tool's own words, or for what it waits. */
export function JobProgress({ job }: { job: Job }) {
  const t = useText();
  const words = job.awaiting && !isOver(job) ? t(`jobs.awaiting.${job.awaiting}`) : job.progress.message;
  const done = job.progress.done;
  if (done === null && !words) return <span className="text-fg-3">–</span>;
  return (
    <div className="min-w-0">
      {words && (
        <span className="block truncate text-meta text-fg-2" title={words}>
          {words}
        </span>
      )}
      {done !== null && <Meter label={t('jobs.progress')} share={done} tone="normal" />}
    </div>
  );
}
