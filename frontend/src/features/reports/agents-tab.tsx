import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { AgentReport } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { saveCsv } from './export.js';
import { useAgentReport } from './queries.js';
import type { Days } from './range.js';

type Row = AgentReport['items'][number];

/** Agents side by side: tasks, success, duration, cost, what people think of the answers. */
export function AgentsTab({ days }: { days: Days }) {
  const t = useText();
  const format = useFormat();
  const report = useAgentReport(days);
  const columns: Column<Row>[] = [
    {
      key: 'name',
      head: t('reports.by.agent'),
      cell: (row) => (
        <Link
          to="/agents/$id"
          params={{ id: row.agentId }}
          title={row.agentName}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {row.agentName}
        </Link>
      ),
    },
    { key: 'tasks', head: t('reports.tasks'), width: 'w-24', right: true, cell: (row) => format.number(row.tasks) },
    {
      key: 'success',
      head: t('home.succeeded'),
      width: 'w-28',
      right: true,
      cell: (row) =>
        row.successRate === null ? (
          '–'
        ) : (
          <span className={row.successRate < 0.9 ? 'font-medium text-failed' : ''}>
            {format.percent(row.successRate)}
          </span>
        ),
    },
    {
      key: 'p50',
      head: t('reports.p50'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => format.duration(row.p50Ms),
    },
    {
      key: 'p95',
      head: t('reports.p95'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => format.duration(row.p95Ms),
    },
    {
      key: 'rating',
      head: t('reports.rating'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) =>
        row.rating === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          t('reports.rating.of', { rating: format.number(Math.round(row.rating * 10) / 10), count: row.ratings })
        ),
    },
    {
      key: 'cost',
      head: t('reports.spend'),
      width: 'w-24',
      right: true,
      hide: 'phone',
      cell: (row) => format.money(row.costMicros),
    },
  ];
  const rows = report.data?.items ?? [];
  const csv = () => {
    const fields = Object.keys(rows[0] ?? {}) as (keyof Row)[];
    saveCsv(
      `agents-${days}-days`,
      fields,
      rows.map((row) => fields.map((field) => row[field])),
    );
  };
  if (report.error && !report.data)
    return <ErrorState title={t('reports.failed')} error={report.error} onRetry={() => void report.refetch()} />;
  return (
    <Card
      title={t('reports.tab.agents')}
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
        <EmptyState title={t('reports.agents.empty')} help={t('reports.agents.empty.help')} />
      ) : (
        <Table label={t('reports.tab.agents')} columns={columns} rows={rows} rowKey={(row) => row.agentId} />
      )}
    </Card>
  );
}
