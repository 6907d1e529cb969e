import { Download } from 'lucide-react';
import type { SpendRow } from '#libs/contracts';
import { useNames } from '../../app/names.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Meter } from '../../ui/meter.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { ChartCard } from './chart-card.js';
import { saveCsv } from './export.js';
import { Change, Figure, Figures } from './figures.js';
import { useSpend, useSpendBy, type SpendBy } from './queries.js';
import { changeOf, type Days } from './range.js';
import { useSlotLabel } from './slot-label.js';

/** What calls of models cost and saved, over time and by whatever people ask. */
export function SpendTab({ days, by, onBy }: { days: Days; by: SpendBy; onBy(by: SpendBy): void }) {
  const t = useText();
  const format = useFormat();
  const spend = useSpend(days);
  const label = useSlotLabel(days === 1 ? 7 : days);
  const than = t('reports.than.days', { count: days });
  if (spend.error && !spend.data)
    return <ErrorState title={t('reports.failed')} error={spend.error} onRetry={() => void spend.refetch()} />;
  if (!spend.data)
    return (
      <Card>
        <Skeleton />
      </Card>
    );
  const { totals, before } = spend.data;
  return (
    <div className="grid gap-4">
      <Figures>
        <Figure label={t('reports.spend')} value={format.money(totals.costMicros)}>
          <Change share={changeOf(totals.costMicros, before.costMicros)} than={than} />
        </Figure>
        <Figure label={t('reports.saved')} value={format.money(totals.savedMicros)}>
          {t('reports.saved.by')}
        </Figure>
        <Figure label={t('health.calls')} value={format.number(totals.calls)}>
          {totals.failures > 0 ? t('home.succeeded.failed', { count: totals.failures }) : t('home.succeeded.none')}
        </Figure>
        <Figure label={t('run.tokens')} value={format.number(totals.inputTokens + totals.outputTokens)}>
          {format.tokens(totals)}
        </Figure>
      </Figures>
      {days > 1 && (
        <ChartCard<SpendRow>
          title={t('reports.spendByDay')}
          file={`spend-${days}-days`}
          rows={spend.data.days}
          labelOf={(row) => label({ at: `${row.key}T12:00:00` })}
          head={t('reports.day')}
          format={format.money}
          series={[
            {
              key: 'cost',
              name: t('reports.spend'),
              color: 'var(--chart-1)',
              kind: 'bar',
              value: (row) => row.costMicros,
            },
            {
              key: 'saved',
              name: t('reports.saved'),
              color: 'var(--chart-3)',
              kind: 'bar',
              value: (row) => row.savedMicros,
            },
          ]}
        />
      )}
      <Groups days={days} by={by} onBy={onBy} />
    </div>
  );
}

function Groups({ days, by, onBy }: { days: Days; by: SpendBy; onBy(by: SpendBy): void }) {
  const t = useText();
  const format = useFormat();
  const names = useNames();
  const groups = useSpendBy(days, by);
  const rows = groups.data?.items ?? [];
  const total = groups.data?.totals.costMicros ?? 0;
  const nameOf = (row: SpendRow) => (row.key === null ? t(`reports.none.${by}`) : (names.get(row.key) ?? row.key));
  const columns: Column<SpendRow>[] = [
    {
      key: 'name',
      head: t(`reports.by.${by}`),
      cell: (row) => (
        <span className={row.key === null ? 'text-fg-3' : 'font-medium'} title={row.key ?? undefined}>
          {nameOf(row)}
        </span>
      ),
    },
    {
      key: 'share',
      head: t('reports.share'),
      width: 'w-44',
      hide: 'tablet',
      cell: (row) => (
        <span className="flex items-center gap-2.5">
          <Meter label={nameOf(row)} share={total === 0 ? 0 : row.costMicros / total} className="flex-1" />
          <span className="w-12 text-right text-fg-2 tabular-nums">
            {total === 0 ? '–' : format.percent(row.costMicros / total)}
          </span>
        </span>
      ),
    },
    { key: 'calls', head: t('health.calls'), width: 'w-24', right: true, cell: (row) => format.number(row.calls) },
    {
      key: 'cached',
      head: t('reports.cached'),
      width: 'w-34',
      right: true,
      hide: 'tablet',
      cell: (row) => <span className="text-fg-2">{format.number(row.cachedCalls)}</span>,
    },
    {
      key: 'tokens',
      head: t('run.tokens'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{format.number(row.inputTokens + row.outputTokens)}</span>,
    },
    { key: 'cost', head: t('runs.cost'), width: 'w-24', right: true, cell: (row) => format.money(row.costMicros) },
  ];
  const csv = () =>
    saveCsv(
      `spend-by-${by}-${days}-days`,
      [by, 'name', 'calls', 'failures', 'cachedCalls', 'inputTokens', 'outputTokens', 'costMicros', 'savedMicros'],
      rows.map((row) => [
        row.key,
        nameOf(row),
        row.calls,
        row.failures,
        row.cachedCalls,
        row.inputTokens,
        row.outputTokens,
        row.costMicros,
        row.savedMicros,
      ]),
    );
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <Segmented<SpendBy>
          label={t('reports.by')}
          value={by}
          onChange={onBy}
          options={(['model', 'workflow', 'agent', 'task', 'provider'] as const).map((value) => ({
            value,
            label: t(`reports.by.${value}`),
          }))}
        />
        {rows.length > 0 && (
          <Button size="sm" look="ghost" icon={Download} className="ml-auto" onClick={csv}>
            CSV
          </Button>
        )}
      </div>
      {groups.error && !groups.data ? (
        <ErrorState title={t('reports.failed')} error={groups.error} onRetry={() => void groups.refetch()} />
      ) : (
        <Card>
          {!groups.data ? (
            <Skeleton rows={3} />
          ) : rows.length === 0 ? (
            <EmptyState title={t('reports.spend.empty')} />
          ) : (
            <Table label={t(`reports.by.${by}`)} columns={columns} rows={rows} rowKey={(row) => row.key ?? ''} />
          )}
        </Card>
      )}
    </div>
  );
}
