import { useNavigate, useSearch } from '@tanstack/react-router';
import { Bell, Hash, Mail, Webhook } from 'lucide-react';
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
import { Button } from '../../ui/button.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import type { Status } from '../../ui/tone.js';
import { shortId } from '../../ui/values.js';
import { RedriveButton, useTriedColumns } from '../operations/tried-columns.js';

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
  const filter = (change: { status?: Delivery['status'] | undefined; run?: string | undefined }) =>
    void navigate({ to: '/administration/deliveries', search: { status, run, ...change }, replace: true });
  const columns = useColumns();
  return (
    <Page title={t('deliveries.title')}>
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <FilterSelect
          label={t('deliveries.status')}
          any={t('runs.any')}
          value={status}
          options={deliveryStatus.options}
          textOf={(each) => t(`deliveries.status.${each}`)}
          onChange={(next) => filter({ status: next })}
        />
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
  const tried = useTriedColumns<Delivery>(
    ({ runId }) => runId,
    ({ deliveredAt, createdAt }) => deliveredAt ?? createdAt,
  );
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
    ...tried,
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1 sm:w-36',
      right: true,
      cell: (row) =>
        mayRedrive(row) && (
          <RedriveButton
            label={t('deliveries.redrive.of', { to: row.to })}
            text={t('deliveries.redrive')}
            why={may.why}
            busy={redrive.isPending && redrive.variables === row.id && t('channels.sending')}
            onClick={() => redrive.mutate(row.id)}
          />
        ),
    },
  ];
}
