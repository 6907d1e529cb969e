import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getCompanyLimits, getUsageNow, type UsageNow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useNames } from '../../app/names.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Meter } from '../../ui/meter.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { LimitsForm } from './limits-form.js';

type Row = UsageNow['workflows'][number];

/** What runs, waits and queues at this moment, beside what may. */
export function CapacityPage() {
  const t = useText();
  useTitle(t('capacity.title'));
  const now = useQuery({
    queryKey: ['usage-now'],
    queryFn: ({ signal }) => call(getUsageNow, { signal }),
    refetchInterval: 3000,
  });
  const limits = useQuery({
    queryKey: ['company', 'limits'],
    queryFn: ({ signal }) => call(getCompanyLimits, { signal }),
  });
  return (
    <Page title={t('capacity.title')}>
      <div className="grid gap-4">
        {now.error && !now.data ? (
          <ErrorState title={t('capacity.failed')} error={now.error} onRetry={() => void now.refetch()} />
        ) : !now.data ? (
          <Card>
            <Skeleton rows={3} />
          </Card>
        ) : (
          <Now now={now.data} />
        )}
        {limits.data && <LimitsForm key={JSON.stringify(limits.data)} saved={limits.data} />}
      </div>
    </Page>
  );
}

function Now({ now }: { now: UsageNow }) {
  const t = useText();
  const format = useFormat();
  const names = useNames();
  const figures = [
    ['running', now.running],
    ['waiting', now.waiting],
    ['paused', now.paused],
    ['queued', now.queued],
  ] as const;
  return (
    <>
      <Card>
        <dl className="grid grid-cols-2 divide-line sm:grid-cols-4 sm:divide-x">
          {figures.map(([status, value]) => (
            <div key={status} className="p-4">
              <dt className="text-fg-2">{t(`status.${status}`)}</dt>
              <dd className="text-figure font-semibold tracking-(--track-tight) tabular-nums">
                <Link to="/runs" search={{ status }} className="rounded-xs hover:underline">
                  {format.number(value)}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
        <div className="grid gap-5 border-t border-line p-4 sm:grid-cols-3">
          <Bound
            label={t('capacity.places')}
            taken={now.places.taken}
            limit={now.places.limit}
            note={t('capacity.inLine', { count: now.inLine })}
          />
          <Bound label={t('capacity.queue')} taken={now.queue.taken} limit={now.queue.limit} />
          <Bound label={t('capacity.rate')} taken={now.rate.used} limit={now.rate.limit} />
        </div>
      </Card>
      {now.workflows.length > 0 && (
        <Card title={t('capacity.workflows')}>
          <Table
            label={t('capacity.workflows')}
            rows={now.workflows}
            rowKey={(row) => row.workflowId}
            columns={workflowColumns(t, format, names)}
          />
        </Card>
      )}
    </>
  );
}

const workflowColumns = (
  t: ReturnType<typeof useText>,
  format: ReturnType<typeof useFormat>,
  names: ReadonlyMap<string, string>,
): Column<Row>[] => {
  const of = (taken: number, limit: number | null) =>
    limit === null
      ? format.number(taken)
      : t('capacity.of', { taken: format.number(taken), limit: format.number(limit) });
  return [
    {
      key: 'name',
      head: t('runs.workflow'),
      cell: (row) => (
        <Link
          to="/workflows/$id"
          params={{ id: row.workflowId }}
          className="block truncate rounded-xs font-medium hover:underline"
        >
          {names.get(row.workflowId) ?? row.workflowId}
        </Link>
      ),
    },
    {
      key: 'places',
      head: t('capacity.places'),
      width: 'w-32',
      right: true,
      cell: (row) => of(row.places.taken, row.places.limit),
    },
    {
      key: 'rate',
      head: t('capacity.rate'),
      width: 'w-36',
      right: true,
      hide: 'phone',
      cell: (row) => of(row.rate.used, row.rate.limit),
    },
  ];
};

function Bound({ label, taken, limit, note }: { label: string; taken: number; limit: number | null; note?: string }) {
  const t = useText();
  const format = useFormat();
  const share = limit === null ? 0 : taken / limit;
  return (
    <div>
      <p className="mb-1.5 flex items-baseline justify-between gap-2">
        <span className="font-medium">{label}</span>
        <span className="text-fg-2 tabular-nums">
          {limit === null
            ? `${format.number(taken)}, ${t('limits.none')}`
            : t('capacity.of', { taken: format.number(taken), limit: format.number(limit) })}
        </span>
      </p>
      <Meter label={label} share={share} tone={share >= 1 ? 'failed' : share >= 0.8 ? 'waiting' : 'normal'} />
      {note && <p className="mt-1.5 text-meta text-fg-3">{note}</p>}
    </div>
  );
}
