import { useQuery } from '@tanstack/react-query';
import { CircleCheck, OctagonX } from 'lucide-react';
import { getAiHealth, type ModelHealth } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { ApiProblem } from '../../app/problem.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { readReadiness, type Check } from './readiness.js';

/** Whether each part of the platform makes progress, and how the models did for the company. */
export function HealthPage() {
  const t = useText();
  const format = useFormat();
  useTitle(t('health.title'));
  const ready = useQuery({
    queryKey: ['readyz'],
    queryFn: ({ signal }) => readReadiness(signal),
    refetchInterval: 10_000,
    retry: 1,
  });
  const models = useQuery({
    queryKey: ['ai', 'health'],
    queryFn: ({ signal }) => call(getAiHealth, { query: {}, signal }),
    refetchInterval: 15_000,
  });
  const services = [...new Set(ready.data?.checks.map(({ service }) => service))];
  return (
    <Page
      title={t('health.title')}
      aside={
        ready.data && (
          <Badge status={ready.data.ready ? 'succeeded' : 'failed'}>
            {t(ready.data.ready ? 'health.ready' : 'health.unready')}
          </Badge>
        )
      }
    >
      <div className="grid gap-4">
        {ready.error && !ready.data ? (
          <ErrorState
            title={t('health.failed')}
            error={new ApiProblem('NETWORK', 0, '')}
            onRetry={() => void ready.refetch()}
          />
        ) : (
          <Card title={t('health.parts')} action={<UpdatedAt at={ready.dataUpdatedAt} />}>
            {!ready.data ? (
              <Skeleton rows={4} />
            ) : (
              <div className="grid sm:grid-cols-2 lg:grid-cols-3">
                {services.map((service) => (
                  <section key={service} className="border-t border-line p-4 sm:-mt-px sm:-ml-px sm:border-l">
                    <h3 className="mb-2 font-medium">
                      {service === '' ? t('health.platform') : serviceName(service, t)}
                    </h3>
                    <ul className="grid gap-1.5">
                      {ready.data.checks
                        .filter((check) => check.service === service)
                        .map((check) => (
                          <Part key={check.part} check={check} />
                        ))}
                    </ul>
                  </section>
                ))}
              </div>
            )}
          </Card>
        )}
        <Card title={t('health.models')} action={<span className="text-fg-3">{t('health.day')}</span>}>
          {models.error && !models.data ? (
            <ErrorState title={t('models.failed')} error={models.error} onRetry={() => void models.refetch()} />
          ) : !models.data ? (
            <Skeleton rows={3} />
          ) : models.data.items.length === 0 ? (
            <EmptyState title={t('health.models.none')} />
          ) : (
            <Table
              tall
              label={t('health.models')}
              columns={modelColumns(t, format)}
              rows={models.data.items}
              rowKey={(row) => row.model}
            />
          )}
        </Card>
      </div>
    </Page>
  );
}

const named = ['auth', 'company', 'agents', 'ai', 'notifications'] as const;
const serviceName = (service: string, t: T) => {
  const known = named.find((each) => each === service);
  return known ? t(`health.service.${known}`) : service;
};

function UpdatedAt({ at }: { at: number }) {
  if (at === 0) return null;
  return <Time at={new Date(at).toISOString()} className="text-fg-3" />;
}

function Part({ check }: { check: Check }) {
  const t = useText();
  const format = useFormat();
  const Icon = check.ok ? CircleCheck : OctagonX;
  const known = ['database', 'storage', 'wakeUps', 'scheduler', 'redis', 'events'] as const;
  const name = known.find((each) => each === check.part);
  const model = check.part.startsWith('model:') ? check.part.slice('model:'.length) : undefined;
  const figures =
    typeof check.detail === 'object'
      ? Object.entries(check.detail).filter(
          (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0,
        )
      : [];
  return (
    <li className="flex items-start gap-2">
      <Icon
        aria-hidden
        className={check.ok ? 'mt-0.5 size-4 text-succeeded-solid' : 'mt-0.5 size-4 text-failed-solid'}
        strokeWidth={1.75}
      />
      <span className="min-w-0">
        <span className={check.ok ? '' : 'font-medium text-failed'}>
          {name ? t(`health.part.${name}`) : model ? t('health.part.model', { name: model }) : check.part}
          <span className="sr-only">: {t(check.ok ? 'health.ok' : 'health.notOk')}</span>
        </span>
        {typeof check.detail === 'string' && <span className="block text-meta text-fg-3">{check.detail}</span>}
        {figures.length > 0 && (
          <span className="block text-meta text-fg-3">
            {figures
              .map(([figure, value]) =>
                figure.endsWith('Ms')
                  ? t('health.behind', { time: format.duration(value) })
                  : `${format.number(value)} ${figure}`,
              )
              .join(', ')}
          </span>
        )}
      </span>
    </li>
  );
}

type T = ReturnType<typeof useText>;
type F = ReturnType<typeof useFormat>;

const modelColumns = (t: T, format: F): Column<ModelHealth>[] => [
  {
    key: 'breaker',
    head: t('providers.state'),
    width: 'w-30',
    cell: (row) => {
      const status = row.breaker === 'open' ? 'failed' : row.breaker === 'half-open' ? 'waiting' : 'succeeded';
      return (
        <Badge status={status} bare className="align-middle">
          {t(`health.breaker.${row.breaker}`)}
        </Badge>
      );
    },
  },
  {
    key: 'model',
    head: t('models.model'),
    cell: (row) => (
      <span className="block min-w-0">
        <span className="block truncate font-mono text-meta font-medium">{row.model}</span>
        {row.lastFailure && (
          <span className="block truncate text-micro text-fg-3">
            {t('health.lastFailure')} <span className="font-mono">{row.lastFailure.code}</span>
          </span>
        )}
      </span>
    ),
  },
  {
    key: 'calls',
    head: t('health.calls'),
    width: 'w-20 sm:w-24',
    right: true,
    cell: (row) => format.number(row.calls),
  },
  {
    key: 'success',
    head: t('health.success'),
    width: 'w-24',
    right: true,
    hide: 'phone',
    cell: (row) => (row.success === null ? '–' : format.percent(row.success)),
  },
  {
    key: 'p50',
    head: t('health.p50'),
    width: 'w-24',
    right: true,
    hide: 'tablet',
    cell: (row) => format.duration(row.latencyMs.p50),
  },
  {
    key: 'p95',
    head: t('health.p95'),
    width: 'w-24',
    right: true,
    hide: 'phone',
    cell: (row) => format.duration(row.latencyMs.p95),
  },
  {
    key: 'first',
    head: t('health.first'),
    width: 'w-28',
    right: true,
    hide: 'tablet',
    cell: (row) => format.duration(row.firstMs.p50),
  },
];
