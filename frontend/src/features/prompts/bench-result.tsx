import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Download, OctagonX } from 'lucide-react';
import { cancelBench, exportBench, getBench, listBenchCells, type Bench, type BenchCell } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { useList } from '../../app/queries.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { LoadMore } from '../../ui/load-more.js';
import { Meter } from '../../ui/meter.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';

type BenchColumn = Bench['columns'][number];

/** How the models compare, then every answer with its checks, cost and time. */
export function BenchResult({ id }: { id: string }) {
  const t = useText();
  const bench = useQuery({
    queryKey: ['benches', 'one', id],
    queryFn: ({ signal }) => call(getBench, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 1000 : false),
  });
  const stop = useAct({
    run: () => call(cancelBench, { params: { id } }),
    changes: [['benches']],
  });
  const save = useAct({ run: () => download(exportBench, { params: { id } }, `bench-${id}.csv`), changes: [] });
  if (bench.error && !bench.data)
    return <ErrorState title={t('bench.failed')} error={bench.error} onRetry={() => void bench.refetch()} />;
  if (!bench.data)
    return (
      <Card>
        <Skeleton rows={4} />
      </Card>
    );
  const { done, total, status } = bench.data;
  return (
    <div className="grid min-w-0 gap-4">
      <Card
        title={t('bench.compare')}
        action={
          <>
            {status === 'running' && (
              <Button size="sm" busy={stop.isPending && t('bench.stopping')} onClick={() => stop.mutate()}>
                {t('bench.stop')}
              </Button>
            )}
            <Button size="sm" icon={Download} busy={save.isPending && 'CSV'} onClick={() => save.mutate()}>
              CSV
            </Button>
          </>
        }
      >
        {status === 'running' && (
          <div className="border-b border-line px-4 py-3">
            <p className="mb-1.5 text-fg-2 tabular-nums" role="status">
              {t('bench.progress', { done, total })}
            </p>
            <Meter label={t('bench.title')} share={total === 0 ? 0 : done / total} />
          </div>
        )}
        <Columns columns={bench.data.columns} />
      </Card>
      <Cells bench={bench.data} />
    </div>
  );
}

function Columns({ columns }: { columns: readonly BenchColumn[] }) {
  const t = useText();
  const format = useFormat();
  const shape: Column<BenchColumn>[] = [
    { key: 'model', head: t('models.model'), cell: (row) => <span className="font-mono text-meta">{row.model}</span> },
    {
      key: 'passed',
      head: t('bench.passed'),
      width: 'w-22',
      right: true,
      cell: (row) => (row.checked === 0 ? '–' : t('capacity.of', { taken: row.passed, limit: row.checked })),
    },
    {
      key: 'score',
      head: t('bench.score'),
      width: 'w-20',
      right: true,
      hide: 'laptop',
      cell: (row) => (row.score === null ? '–' : format.percent(row.score)),
    },
    {
      key: 'failed',
      head: t('status.failed'),
      width: 'w-18',
      right: true,
      hide: 'phone',
      cell: (row) => (row.failed === 0 ? '–' : <span className="font-medium text-failed">{row.failed}</span>),
    },
    {
      key: 'time',
      head: t('bench.time'),
      width: 'w-20',
      right: true,
      hide: 'phone',
      cell: (row) => format.duration(row.meanMs),
    },
    { key: 'cost', head: t('runs.cost'), width: 'w-22', right: true, cell: (row) => format.money(row.costMicros) },
  ];
  return <Table label={t('bench.compare')} columns={shape} rows={columns} rowKey={(row) => row.model} />;
}

function Cells({ bench }: { bench: Bench }) {
  const t = useText();
  const list = useList(['benches', 'cells', bench.id, bench.done], listBenchCells, { params: { id: bench.id } });
  return (
    <Card title={t('bench.answers')} count={bench.done}>
      {list.error ? (
        <ErrorState title={t('bench.failed')} error={list.error} onRetry={list.retry} />
      ) : !list.items ? (
        <Skeleton rows={3} tall />
      ) : list.items.length === 0 ? (
        <p className="p-4 text-fg-3">{t('bench.answers.none')}</p>
      ) : (
        <ul>
          {list.items.map((cell) => (
            <Cell key={`${cell.model} ${cell.input} ${cell.repeat}`} cell={cell} repeats={bench.repeats} />
          ))}
        </ul>
      )}
      <LoadMore {...list.more} />
    </Card>
  );
}

function Cell({ cell, repeats }: { cell: BenchCell; repeats: number }) {
  const t = useText();
  const format = useFormat();
  return (
    <li className="grid gap-1.5 border-t border-line px-4 py-3 first:border-t-0">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="font-medium">
          {cell.input}
          {repeats > 1 && ` (${cell.repeat})`}
        </span>
        <span className="font-mono text-meta text-fg-3">{cell.model}</span>
        <span className="ml-auto text-meta text-fg-3 tabular-nums">
          {cell.usage && `${format.duration(cell.usage.ms)} · ${format.money(cell.usage.costMicros)}`}
        </span>
      </p>
      {cell.error ? (
        <p className="text-failed">
          <code className="text-meta">{cell.error.code}</code> {cell.error.detail}
        </p>
      ) : (
        <p className="line-clamp-6 break-words whitespace-pre-wrap">{cell.text}</p>
      )}
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-meta">
        {cell.checks.map((check) => (
          <li key={check.check} className="flex items-center gap-1.5">
            {check.passed ? (
              <CircleCheck aria-hidden className="size-3.5 text-succeeded-solid" strokeWidth={2} />
            ) : (
              <OctagonX aria-hidden className="size-3.5 text-failed-solid" strokeWidth={2} />
            )}
            <span className={check.passed ? 'text-fg-2' : 'text-failed'}>
              {t(`bench.check.${check.check}`)}
              {!check.passed && check.detail && `: ${check.detail}`}
            </span>
          </li>
        ))}
        {cell.score !== null && (
          <li className="text-fg-2" title={cell.reason ?? undefined}>
            {t('bench.score')} {format.percent(cell.score)}
          </li>
        )}
      </ul>
    </li>
  );
}
