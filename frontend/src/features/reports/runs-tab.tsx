import { useQuery } from '@tanstack/react-query';
import { listWorkflows, type RunReport } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Select } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { ChartCard } from './chart-card.js';
import { Change, Figure, Figures } from './figures.js';
import { useRunReport } from './queries.js';
import { changeOf, type Days } from './range.js';
import { useSlotLabel } from './slot-label.js';

type Slot = RunReport['items'][number];

/** How many runs, how they ended, how long they took; beside the time before. */
export function RunsTab({
  days,
  workflow,
  onWorkflow,
}: {
  days: Days;
  workflow: string | undefined;
  onWorkflow(id: string | undefined): void;
}) {
  const t = useText();
  const format = useFormat();
  const report = useRunReport(days, workflow);
  const label = useSlotLabel(days);
  const workflows = useQuery({
    queryKey: ['workflows', 'names'],
    queryFn: ({ signal }) => call(listWorkflows, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const than = t(days === 1 ? 'reports.than.week' : 'reports.than.days', { count: days });
  const file = `runs-${days === 1 ? 'today' : `${days}-days`}`;
  return (
    <div className="grid gap-4">
      <Select
        aria-label={t('runs.workflow')}
        value={workflow ?? ''}
        className="h-(--control-sm) w-56!"
        onChange={(event) => onWorkflow(event.target.value || undefined)}
      >
        <option value="">{t('runs.anyWorkflow')}</option>
        {workflows.data?.items.map((item) => (
          <option key={item.id} value={item.id}>
            {item.name}
          </option>
        ))}
      </Select>
      {report.error && !report.data ? (
        <ErrorState title={t('reports.failed')} error={report.error} onRetry={() => void report.refetch()} />
      ) : !report.data ? (
        <Card>
          <Skeleton />
        </Card>
      ) : (
        <>
          <RunFiguresRow data={report.data} than={than} />
          <ChartCard<Slot>
            title={t(days === 1 ? 'reports.byHour' : 'reports.byDay')}
            file={file}
            rows={report.data.report.items}
            labelOf={label}
            head={t(days === 1 ? 'home.chart.hour' : 'reports.day')}
            format={format.number}
            series={[
              {
                key: 'succeeded',
                name: t('status.succeeded'),
                color: 'var(--chart-1)',
                kind: 'bar',
                value: (row) => row.succeeded,
              },
              {
                key: 'open',
                name: t('home.chart.underWay'),
                color: 'var(--waiting-solid)',
                kind: 'bar',
                value: (row) => row.open,
              },
              {
                key: 'failed',
                name: t('status.failed'),
                color: 'var(--failed-solid)',
                kind: 'bar',
                value: (row) => row.failed,
              },
              {
                key: 'cancelled',
                name: t('status.cancelled'),
                color: 'var(--cancelled-solid)',
                kind: 'bar',
                value: (row) => row.cancelled,
              },
            ]}
          />
          <ChartCard<Slot>
            title={t('reports.duration')}
            file={`${file}-duration`}
            rows={report.data.report.items}
            labelOf={label}
            head={t(days === 1 ? 'home.chart.hour' : 'reports.day')}
            format={format.duration}
            axis={(ms) => format.duration(ms, true)}
            series={[
              {
                key: 'p50',
                name: t('reports.p50'),
                color: 'var(--chart-1)',
                kind: 'line',
                value: (row) => row.durationMs.p50,
              },
              {
                key: 'p95',
                name: t('reports.p95'),
                color: 'var(--chart-2)',
                kind: 'line',
                value: (row) => row.durationMs.p95,
              },
            ]}
          />
        </>
      )}
    </div>
  );
}

function RunFiguresRow({ data, than }: { data: NonNullable<ReturnType<typeof useRunReport>['data']>; than: string }) {
  const t = useText();
  const format = useFormat();
  const { totals } = data.report;
  const points = totals.success === null || data.before.success === null ? null : totals.success - data.before.success;
  return (
    <Figures>
      <Figure label={t('reports.runs')} value={format.number(totals.runs)}>
        <Change share={changeOf(totals.runs, data.before.runs)} than={than} />
      </Figure>
      <Figure label={t('home.succeeded')} value={totals.success === null ? '–' : format.percent(totals.success)}>
        {points === null || Math.abs(points) < 0.0005
          ? t('home.succeeded.failed', { count: totals.failed })
          : t(points > 0 ? 'reports.points.up' : 'reports.points.down', {
              points: format.percent(Math.abs(points)),
              than,
            })}
      </Figure>
      <Figure label={t('reports.p50')} value={format.duration(totals.durationMs.p50)}>
        <Change share={changeOf(totals.durationMs.p50, data.before.durationMs.p50)} than={than} />
      </Figure>
      <Figure label={t('reports.p95')} value={format.duration(totals.durationMs.p95)}>
        <Change share={changeOf(totals.durationMs.p95, data.before.durationMs.p95)} than={than} />
      </Figure>
    </Figures>
  );
}
