import { Link } from '@tanstack/react-router';
import type { RunSummary } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import type { Column } from '../../ui/table.js';
import { Duration, Money, shortId, Time } from '../../ui/values.js';

/** `beside`: something stands beside the list and takes its room. How a run looks in a list; the same on Home, in Runs and at a workflow. */
export function useRunColumns({
  workflow = true,
  beside = false,
}: { workflow?: boolean; beside?: boolean } = {}): Column<RunSummary>[] {
  const t = useText();
  const link = (row: RunSummary, text: string) => (
    <Link
      to="/runs/$id"
      params={{ id: row.id }}
      title={text}
      className="block truncate rounded-xs font-medium hover:underline"
    >
      {text}
    </Link>
  );
  const columns: Column<RunSummary>[] = [
    {
      key: 'status',
      head: t('runs.status'),
      width: 'w-31',
      cell: (row) => <Badge status={row.status} bare className="align-middle" />,
    },
    workflow
      ? { key: 'workflow', head: t('runs.workflow'), cell: (row) => link(row, row.workflowName) }
      : { key: 'run', head: t('runs.run'), cell: (row) => link(row, shortId(row.id)) },
    {
      key: 'by',
      head: t('runs.startedBy'),
      width: 'w-42',
      hide: beside ? 'laptop' : 'tablet',
      cell: (row) => <span className="text-fg-2">{row.startedBy.name || row.trigger}</span>,
    },
    {
      key: 'started',
      head: t('runs.started'),
      width: 'w-26',
      hide: 'phone',
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'duration',
      head: t('runs.duration'),
      width: 'w-28',
      right: true,
      cell: (row) => <Duration from={row.startedAt} to={row.finishedAt} className="text-fg-2" />,
    },
    {
      key: 'cost',
      head: t('runs.cost'),
      width: 'w-21',
      right: true,
      hide: 'phone',
      cell: (row) => <Money micros={row.usage.costMicros} />,
    },
  ];
  return columns;
}

const ended = new Set(['succeeded', 'failed', 'cancelled']);
export const isEnded = (run: { status: string }): boolean => ended.has(run.status);

/** A list with runs under way is asked again every 3 s, else every 20 s. */
export const refetchRuns = (items: readonly RunSummary[]): number =>
  items.some((run) => run.status === 'running' || run.status === 'queued') ? 3000 : 20_000;
