import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { PeopleReport } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { saveCsv } from './export.js';
import { Figure, Figures } from './figures.js';
import { usePeopleReport } from './queries.js';
import type { Days } from './range.js';

type Row = PeopleReport['items'][number];

/** How long people take to answer, by the workflow that asks. */
export function PeopleTab({ days }: { days: Days }) {
  const t = useText();
  const format = useFormat();
  const report = usePeopleReport(days);
  if (report.error && !report.data)
    return <ErrorState title={t('reports.failed')} error={report.error} onRetry={() => void report.refetch()} />;
  if (!report.data)
    return (
      <Card>
        <Skeleton />
      </Card>
    );
  const { totals, items } = report.data;
  const columns: Column<Row>[] = [
    {
      key: 'name',
      head: t('runs.workflow'),
      cell: (row) =>
        row.workflowId === null ? (
          <span className="text-fg-2">{t('reports.none.workflow')}</span>
        ) : (
          <Link
            to="/workflows/$id"
            params={{ id: row.workflowId }}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.workflowName}
          </Link>
        ),
    },
    {
      key: 'answered',
      head: t('inbox.answered'),
      width: 'w-28',
      right: true,
      cell: (row) => format.number(row.answered),
    },
    {
      key: 'expired',
      head: t('inbox.expired'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => (
        <span className={row.expired > 0 ? 'text-waiting' : 'text-fg-3'}>{format.number(row.expired)}</span>
      ),
    },
    {
      key: 'p50',
      head: t('reports.p50'),
      width: 'w-36',
      right: true,
      cell: (row) => format.duration(row.answerMs.p50),
    },
    {
      key: 'p95',
      head: t('reports.p95'),
      width: 'w-36',
      right: true,
      hide: 'tablet',
      cell: (row) => format.duration(row.answerMs.p95),
    },
  ];
  const csv = () =>
    saveCsv(
      `people-${days}-days`,
      ['workflowId', 'workflow', 'answered', 'expired', 'p50Ms', 'p95Ms'],
      items.map((row) => [
        row.workflowId,
        row.workflowName,
        row.answered,
        row.expired,
        row.answerMs.p50,
        row.answerMs.p95,
      ]),
    );
  return (
    <div className="grid gap-4">
      <Figures>
        <Figure label={t('inbox.answered')} value={format.number(totals.answered)}>
          {t('reports.people.answered')}
        </Figure>
        <Figure label={t('inbox.expired')} value={format.number(totals.expired)}>
          {t('reports.people.expired')}
        </Figure>
        <Figure label={t('reports.p50')} value={format.duration(totals.answerMs.p50)}>
          {t('reports.people.p50')}
        </Figure>
        <Figure label={t('reports.p95')} value={format.duration(totals.answerMs.p95)}>
          {t('reports.people.p95')}
        </Figure>
      </Figures>
      <Card
        title={t('reports.people.by')}
        action={
          items.length > 0 && (
            <Button size="sm" look="ghost" icon={Download} onClick={csv}>
              CSV
            </Button>
          )
        }
      >
        {items.length === 0 ? (
          <EmptyState title={t('reports.people.empty')} help={t('reports.people.empty.help')} />
        ) : (
          <Table label={t('reports.people.by')} columns={columns} rows={items} rowKey={(row) => row.workflowId ?? ''} />
        )}
      </Card>
    </div>
  );
}
