import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { WorkflowReport } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { saveCsv } from './export.js';
import { useSpendBy, useWorkflowReport } from './queries.js';
import type { Days } from './range.js';

type Row = WorkflowReport['items'][number];

/** Workflows side by side: runs, success, duration, what their model calls cost. */
export function WorkflowsTab({ days }: { days: Days }) {
  const t = useText();
  const format = useFormat();
  const report = useWorkflowReport(days);
  const spend = useSpendBy(days, 'workflow');
  const cost = new Map(spend.data?.items.map((row) => [row.key, row.costMicros]));
  const columns: Column<Row>[] = [
    {
      key: 'name',
      head: t('runs.workflow'),
      cell: (row) => (
        <Link
          to="/workflows/$id"
          params={{ id: row.workflowId }}
          title={row.workflowName}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {row.workflowName}
        </Link>
      ),
    },
    { key: 'runs', head: t('reports.runs'), width: 'w-20', right: true, cell: (row) => format.number(row.runs) },
    {
      key: 'success',
      head: t('home.succeeded'),
      width: 'w-28',
      right: true,
      cell: (row) =>
        row.success === null ? (
          '–'
        ) : (
          <span className={row.success < 0.9 ? 'font-medium text-failed' : ''}>{format.percent(row.success)}</span>
        ),
    },
    {
      key: 'failed',
      head: t('status.failed'),
      width: 'w-24',
      right: true,
      hide: 'phone',
      cell: (row) =>
        row.failed === 0 ? (
          <span className="text-fg-3">0</span>
        ) : (
          <Link to="/runs" search={{ status: 'failed', workflow: row.workflowId }} className="link">
            {format.number(row.failed)}
          </Link>
        ),
    },
    {
      key: 'p50',
      head: t('reports.p50'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => format.duration(row.durationMs.p50),
    },
    {
      key: 'p95',
      head: t('reports.p95'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => format.duration(row.durationMs.p95),
    },
    {
      key: 'cost',
      head: t('reports.spend'),
      width: 'w-24',
      right: true,
      hide: 'phone',
      cell: (row) => format.money(cost.get(row.workflowId) ?? 0),
    },
  ];
  const rows = report.data?.items ?? [];
  const csv = () =>
    saveCsv(
      `workflows-${days}-days`,
      ['workflowId', 'workflow', 'runs', 'succeeded', 'failed', 'cancelled', 'open', 'p50Ms', 'p95Ms', 'costMicros'],
      rows.map((row) => [
        row.workflowId,
        row.workflowName,
        row.runs,
        row.succeeded,
        row.failed,
        row.cancelled,
        row.open,
        row.durationMs.p50,
        row.durationMs.p95,
        cost.get(row.workflowId) ?? 0,
      ]),
    );
  if (report.error && !report.data)
    return <ErrorState title={t('reports.failed')} error={report.error} onRetry={() => void report.refetch()} />;
  return (
    <Card
      title={t('reports.tab.workflows')}
      count={rows.length > 0 ? rows.length : undefined}
      action={
        rows.length > 0 && (
          <Button size="sm" look="ghost" icon={Download} onClick={csv}>
            CSV
          </Button>
        )
      }
    >
      {!report.data ? (
        <Skeleton />
      ) : rows.length === 0 ? (
        <EmptyState title={t('reports.empty')} help={t('reports.empty.help')} />
      ) : (
        <Table label={t('reports.tab.workflows')} columns={columns} rows={rows} rowKey={(row) => row.workflowId} />
      )}
    </Card>
  );
}
