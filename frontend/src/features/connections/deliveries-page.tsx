import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Bell, Hash, Mail, RotateCcw, Webhook } from 'lucide-react';
import { deliveryStatus, listDeliveries, redriveDelivery, type Delivery } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Select } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import type { Status } from '../../ui/tone.js';
import { shortId, Time } from '../../ui/values.js';

const icons = { in_app: Bell, email: Mail, slack: Hash, webhook: Webhook };
const looks: Record<Delivery['status'], Status> = {
  queued: 'queued',
  sending: 'running',
  delivered: 'succeeded',
  failed: 'failed',
  no_channel: 'unknown',
};
const mayRedrive = (delivery: Delivery) => delivery.status === 'failed' || delivery.status === 'no_channel';

/** Every message that left, or tried to: one line for each recipient, with the way to send it once more. */
export function DeliveriesPage() {
  const t = useText();
  const navigate = useNavigate();
  const { status, run } = useSearch({ from: '/shell/administration/deliveries' });
  const list = useList(['deliveries'], listDeliveries, {
    query: { status, runId: run },
    refetch: (items) => (items.some((each) => each.status === 'queued' || each.status === 'sending') ? 3000 : 20_000),
  });
  useTitle(t('deliveries.title'));
  const filter = (change: { status?: Delivery['status']; run?: string }) =>
    void navigate({ to: '/administration/deliveries', search: { status, run, ...change }, replace: true });
  const columns = useColumns();
  return (
    <Page title={t('deliveries.title')}>
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <Select
          aria-label={t('deliveries.status')}
          value={status ?? ''}
          onChange={(event) => filter({ status: deliveryStatus.safeParse(event.target.value).data })}
          className="h-(--control-sm) w-44!"
        >
          <option value="">{t('runs.any')}</option>
          {deliveryStatus.options.map((each) => (
            <option key={each} value={each}>
              {t(`deliveries.status.${each}`)}
            </option>
          ))}
        </Select>
        {run && (
          <Button size="sm" look="ghost" onClick={() => filter({ run: undefined })}>
            {t('runs.filterOff', { what: `${t('runs.run')} ${shortId(run)}` })}
          </Button>
        )}
      </div>
      <ListBody
        list={list}
        tall
        failed={t('deliveries.failed')}
        empty={
          status || run ? (
            <EmptyState
              title={t('deliveries.none')}
              action={
                <Button onClick={() => filter({ status: undefined, run: undefined })}>{t('do.clearFilters')}</Button>
              }
            />
          ) : (
            <EmptyState title={t('deliveries.empty')} help={t('deliveries.empty.help')} />
          )
        }
      >
        {(items) => (
          <Table tall label={t('deliveries.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
        )}
      </ListBody>
    </Page>
  );
}

function useColumns(): Column<Delivery>[] {
  const t = useText();
  const may = useMay('deliveries:redrive');
  const redrive = useAct({
    run: (id: string) => call(redriveDelivery, { params: { id }, body: {} }),
    done: t('deliveries.again'),
    changes: [['deliveries']],
  });
  return [
    {
      key: 'status',
      head: t('deliveries.status'),
      width: 'w-30',
      cell: (row) => (
        <Badge status={looks[row.status]} bare className="align-middle">
          {t(`deliveries.status.${row.status}`)}
        </Badge>
      ),
    },
    {
      key: 'to',
      head: t('deliveries.to'),
      cell: (row) => {
        const Icon = icons[row.channel];
        return (
          <span className="flex min-w-0 items-center gap-2.5">
            <Icon aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            <span className="min-w-0">
              <span className="block truncate font-medium" title={row.to}>
                {row.to}
              </span>
              <span className="block truncate text-meta text-fg-3">
                {row.lastError && row.status !== 'delivered' ? (
                  <span className="text-failed" title={row.lastError}>
                    {row.lastError}
                  </span>
                ) : (
                  (row.subject ?? t(`deliveries.channel.${row.channel}`))
                )}
              </span>
            </span>
          </span>
        );
      },
    },
    {
      key: 'run',
      head: t('runs.run'),
      width: 'w-24',
      hide: 'tablet',
      cell: (row) =>
        row.runId ? (
          <Link to="/runs/$id" params={{ id: row.runId }} search={{}} className="link">
            {shortId(row.runId)}
          </Link>
        ) : (
          <span className="text-fg-3">–</span>
        ),
    },
    {
      key: 'attempts',
      head: t('deliveries.attempts'),
      width: 'w-24',
      right: true,
      hide: 'tablet',
      cell: (row) => <span className="text-fg-2">{row.attempts}</span>,
    },
    {
      key: 'at',
      head: t('deliveries.at'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.deliveredAt ?? row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-14 sm:w-36',
      right: true,
      cell: (row) =>
        mayRedrive(row) && (
          <>
            <span className="sm:hidden">
              <IconButton
                size="sm"
                icon={RotateCcw}
                off={!may.ok}
                label={may.why ?? t('deliveries.redrive.of', { to: row.to })}
                onClick={() => redrive.mutate(row.id)}
              />
            </span>
            <span className="max-sm:hidden">
              <Button
                size="sm"
                icon={RotateCcw}
                offBecause={may.why}
                busy={redrive.isPending && redrive.variables === row.id && t('channels.sending')}
                aria-label={t('deliveries.redrive.of', { to: row.to })}
                onClick={() => redrive.mutate(row.id)}
              >
                {t('deliveries.redrive')}
              </Button>
            </span>
          </>
        ),
    },
  ];
}
