import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleQuestionMark, OctagonX } from 'lucide-react';
import { listRuns, type InboxItem } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { useWorkflowReport } from '../reports/queries.js';
import type { Days } from '../reports/range.js';

const row = 'flex gap-2.5 border-t border-line px-4 py-2.5 first:border-t-0';

/** Workflows that fail, each with its last error and the way to its runs; then steps whose effect nobody knows. */
export function Attention({ days, items }: { days: Days; items: readonly InboxItem[] }) {
  const t = useText();
  const format = useFormat();
  const report = useWorkflowReport(days);
  const failed = useQuery({
    queryKey: ['runs', 'failed', 'home'],
    queryFn: ({ signal }) => call(listRuns, { query: { status: 'failed', limit: 50 }, signal }),
    refetchInterval: 20_000,
  });
  const failing = (report.data?.items ?? [])
    .filter((each) => each.failed > 0)
    .sort((one, other) => other.failed - one.failed);
  const unknown = items.filter(({ kind }) => kind === 'unknown');
  const count = failing.length + unknown.length;
  if (!report.data) return null;
  return (
    <Card title={t('home.attention')} count={count > 0 ? format.number(count) : undefined}>
      {count === 0 && <p className="px-4 py-3.5 text-fg-2">{t('home.nothingFailed')}</p>}
      {failing.slice(0, 4).map((each) => (
        <div key={each.workflowId} className={row}>
          <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium" title={each.workflowName}>
              {each.workflowName}
            </p>
            <p className="line-clamp-3 break-words text-fg-2">
              {t('home.failing', { failed: format.number(each.failed), count: each.runs })}{' '}
              {failed.data?.items.find(({ workflowId }) => workflowId === each.workflowId)?.error?.message}
            </p>
            <Link
              to="/runs"
              search={{ status: 'failed', workflow: each.workflowId }}
              className={`${buttonClass('outline', 'sm')} mt-2`}
            >
              {t('home.showRuns')}
            </Link>
          </div>
        </div>
      ))}
      {unknown.slice(0, 3).map((item) => (
        <div key={item.id} className={row}>
          <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown-solid" strokeWidth={1.75} />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{item.task?.agentName ?? item.workflowName}</p>
            <p className="line-clamp-3 break-words text-fg-2">{item.title}</p>
            <Link to="/inbox/{-$id}" params={{ id: item.id }} className={`${buttonClass('outline', 'sm')} mt-2`}>
              {t('home.settle')}
            </Link>
          </div>
        </div>
      ))}
    </Card>
  );
}
