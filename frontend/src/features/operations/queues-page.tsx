import { useQueries } from '@tanstack/react-query';
import {
  getAgentsQueue,
  getCompanyQueue,
  getNotificationsQueue,
  type ServiceName,
  type ServiceQueue,
} from '#libs/contracts';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

const services = [
  ['company', getCompanyQueue],
  ['agents', getAgentsQueue],
  ['notifications', getNotificationsQueue],
] as const satisfies readonly (readonly [ServiceName, unknown])[];

type Service = (typeof services)[number][0];
type State = ServiceQueue & { name: Service };
type Worker = ServiceQueue['workers'][number] & { service: Service };

/** What waits in each service, and who works on it: of the whole platform, as numbers. */
export function QueuesPage() {
  const t = useText();
  useTitle(t('queues.title'));
  const found = useQueries({
    queries: services.map(([name, route]) => ({
      queryKey: ['queues', name],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<State> => ({
        ...(await call(route, { signal })),
        name,
      }),
      refetchInterval: 3000,
    })),
  });
  const states = found.flatMap(({ data }) => data ?? []);
  const lost = found.filter(({ error, data }) => error && !data);
  const isEmbedded = states.length > 0 && states.every(({ hints }) => hints.transport === 'memory');
  return (
    <Page title={t('queues.title')}>
      <div className="grid gap-4">
        {lost.map(({ error, refetch }, index) => (
          <ErrorState key={index} title={t('queues.failed')} error={error} onRetry={() => void refetch()} />
        ))}
        {states.length === 0 && lost.length === 0 ? (
          <Card>
            <Skeleton rows={3} />
          </Card>
        ) : (
          <>
            <Work states={states} />
            <Hints states={states} isEmbedded={isEmbedded} />
            <Workers
              workers={states.flatMap(({ name, workers }) => workers.map((each) => ({ ...each, service: name })))}
            />
          </>
        )}
      </div>
    </Page>
  );
}

const useServiceColumn = <Row,>(serviceOf: (row: Row) => Service): Column<Row> => {
  const t = useText();
  return {
    key: 'service',
    head: t('queues.service'),
    cell: (row) => <span className="font-medium">{t(`health.service.${serviceOf(row)}`)}</span>,
  };
};

const useFigure = <Row,>() => {
  const format = useFormat();
  return (key: string, head: string, of: (row: Row) => number, hide?: Column<Row>['hide']): Column<Row> => ({
    key,
    head,
    width: 'w-28 lg:w-32',
    right: true,
    ...(hide && { hide }),
    cell: (row) => <span className={of(row) === 0 ? 'text-fg-3' : undefined}>{format.number(of(row))}</span>,
  });
};

function Work({ states }: { states: State[] }) {
  const t = useText();
  const format = useFormat();
  const figure = useFigure<State>();
  const service = useServiceColumn<State>(({ name }) => name);
  return (
    <Card title={t('queues.work')}>
      <Table
        label={t('queues.work')}
        rows={states}
        rowKey={({ name }) => name}
        columns={[
          service,
          figure('ready', t('queues.due'), ({ work }) => work.ready),
          figure('line', t('queues.inLine'), ({ work }) => work.inLine, 'tablet'),
          figure('held', t('queues.held'), ({ work }) => work.held),
          {
            key: 'oldest',
            head: t('queues.oldest'),
            width: 'w-36',
            right: true,
            hide: 'phone',
            cell: ({ work }) => (
              <span className="text-fg-2">{work.oldestDueMs === 0 ? '–' : format.duration(work.oldestDueMs)}</span>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Hints({ states, isEmbedded }: { states: State[]; isEmbedded: boolean }) {
  const t = useText();
  const figure = useFigure<State>();
  const service = useServiceColumn<State>(({ name }) => name);
  const counts = ({ hints }: State) => hints.counts ?? { waiting: 0, active: 0, delayed: 0, failed: 0 };
  const silent = states.filter(({ hints }) => hints.counts === null);
  return (
    <Card title={t(isEmbedded ? 'queues.hints.memory' : 'queues.hints.redis')}>
      <p className="border-b border-line px-4 py-3 text-meta text-fg-3">
        {t(isEmbedded ? 'queues.embedded' : 'queues.hints')}
      </p>
      {silent.length > 0 && (
        <p role="alert" className="border-b border-line px-4 py-3 text-failed">
          {t('queues.unreachable')}
        </p>
      )}
      <Table
        label={t('queues.queue')}
        rows={states.filter(({ hints }) => hints.counts !== null)}
        rowKey={({ name }) => name}
        columns={[
          service,
          figure('waiting', t('queues.waiting'), (row) => counts(row).waiting),
          figure('active', t('queues.active'), (row) => counts(row).active),
          figure('delayed', t('queues.delayed'), (row) => counts(row).delayed, 'phone'),
          figure('failed', t('queues.failedCount'), (row) => counts(row).failed, 'phone'),
        ]}
      />
    </Card>
  );
}

function Workers({ workers }: { workers: Worker[] }) {
  const t = useText();
  const figure = useFigure<Worker>();
  const service = useServiceColumn<Worker>((row) => row.service);
  const columns: Column<Worker>[] = [
    service,
    {
      key: 'id',
      head: t('queues.worker'),
      hide: 'laptop',
      cell: (row) => (
        <span className="block truncate font-mono text-meta text-fg-2" title={row.id}>
          {row.id}
        </span>
      ),
    },
    {
      key: 'takes',
      head: t('queues.takes'),
      width: 'w-36',
      hide: 'laptop',
      cell: (row) => <span className="text-fg-2">{t(`queues.takes.${row.takes}`)}</span>,
    },
    figure('holds', t('queues.holds'), ({ held }) => held),
    figure('capacity', t('queues.capacity'), ({ capacity }) => capacity, 'phone'),
    {
      key: 'seen',
      head: t('queues.seen'),
      width: 'w-32',
      right: true,
      cell: (row) => <Time at={row.seenAt} className="text-fg-2" />,
    },
    {
      key: 'started',
      head: t('queues.started'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.startedAt} className="text-fg-2" />,
    },
  ];
  return (
    <Card title={t('queues.workers')} count={workers.length}>
      {workers.length === 0 ? (
        <EmptyState title={t('queues.workers.none')} />
      ) : (
        <Table
          label={t('queues.workers')}
          columns={columns}
          rows={workers}
          rowKey={(row) => `${row.service} ${row.id}`}
        />
      )}
    </Card>
  );
}
