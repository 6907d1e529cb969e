import { Link } from '@tanstack/react-router';
import { Copy, Pause, Play, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { listHooks, pauseTrigger, resumeTrigger, rotateTrigger, type WebhookTrigger } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Badge, Tag } from '../../ui/badge.js';
import { IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { toast } from '../../ui/toast.js';
import { Time } from '../../ui/values.js';
import { SigningSecret } from './signing-secret.js';

/** Webhooks that come in, with their addresses, and what signs those that go out. */
export function WebhooksPage() {
  const t = useText();
  const [rotating, setRotating] = useState<WebhookTrigger | null>(null);
  const list = useList(['hooks'], listHooks, { refetch: () => 20_000 });
  useTitle(t('hooks.title'));
  const rotate = useAct({
    run: () => call(rotateTrigger, { params: placeOf(rotating), body: {} }),
    done: t('hooks.rotated'),
    changes: [['hooks']],
    quiet: true,
    onDone: () => setRotating(null),
  });
  const columns = useColumns((row) => {
    rotate.reset();
    setRotating(row);
  });
  return (
    <Page title={t('hooks.title')}>
      <h2 className="mb-2 text-ui">{t('hooks.in')}</h2>
      <ListBody
        list={list}
        tall
        failed={t('hooks.in.failed')}
        empty={<EmptyState title={t('hooks.in.empty')} help={t('hooks.in.empty.help')} />}
      >
        {(items) => <Table tall label={t('hooks.in')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      <h2 className="mt-6 mb-2 text-ui">{t('hooks.out')}</h2>
      <SigningSecret />
      <p className="mt-3 text-meta text-fg-3">
        {t('hooks.out.log')}{' '}
        <Link to="/administration/deliveries" search={{}} className="link">
          {t('deliveries.title')}
        </Link>
      </p>
      {rotating && (
        <Confirm
          title={t('hooks.rotate.title', { name: rotating.workflowName })}
          help={t('hooks.rotate.help')}
          act={t('hooks.rotate')}
          acting={t('hooks.rotating')}
          mutation={rotate}
          onClose={() => setRotating(null)}
        />
      )}
    </Page>
  );
}

const placeOf = (row: WebhookTrigger | null) => ({ id: row?.workflowId ?? '', node: row?.node ?? '' });

function useColumns(onRotate: (row: WebhookTrigger) => void): Column<WebhookTrigger>[] {
  const t = useText();
  const may = useMay('triggers:write');
  const turn = useAct({
    run: (row: WebhookTrigger) =>
      call(row.state === 'active' ? pauseTrigger : resumeTrigger, { params: placeOf(row), body: {} }),
    done: (now) => t(now.state === 'active' ? 'hooks.resumed' : 'hooks.paused'),
    changes: [['hooks']],
  });
  return [
    {
      key: 'state',
      head: t('hooks.in.state'),
      width: 'w-28',
      hide: 'phone',
      cell: (row) => (
        <Badge status={row.state === 'active' ? 'succeeded' : 'paused'} bare className="align-middle">
          {t(`hooks.state.${row.state}`)}
        </Badge>
      ),
    },
    {
      key: 'workflow',
      head: t('runs.workflow'),
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to="/workflows/$id"
            params={{ id: row.workflowId }}
            search={{ node: row.node }}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.workflowName}
          </Link>
          <span className="block truncate font-mono text-micro text-fg-3">{shortened(row.url)}</span>
        </span>
      ),
    },
    {
      key: 'methods',
      head: t('hooks.takes'),
      width: 'w-44',
      hide: 'tablet',
      cell: (row) => (
        <span className="inline-flex gap-1 align-middle">
          {row.methods.map((method) => (
            <Tag key={method}>{method}</Tag>
          ))}
          <Tag>{t(row.signed ? 'hooks.signed' : 'hooks.unsigned')}</Tag>
        </span>
      ),
    },
    {
      key: 'last',
      head: t('hooks.in.last'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => (
        <Link to="/runs" search={{ workflow: row.workflowId }} className="rounded-xs text-fg-2 hover:underline">
          <Time at={row.lastFiredAt} />
        </Link>
      ),
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-3',
      right: true,
      cell: (row) => (
        <span className="inline-flex gap-1 align-middle">
          <IconButton
            size="sm"
            icon={Copy}
            label={t('hooks.copy', { name: row.workflowName })}
            onClick={() => void navigator.clipboard?.writeText(row.url ?? '').then(() => toast(t('do.copied')))}
          />
          <IconButton
            size="sm"
            icon={row.state === 'active' ? Pause : Play}
            off={!may.ok}
            label={may.why ?? t(row.state === 'active' ? 'hooks.pause' : 'hooks.resume', { name: row.workflowName })}
            onClick={() => turn.mutate(row)}
          />
          <IconButton
            size="sm"
            icon={RotateCcw}
            off={!may.ok}
            label={may.why ?? t('hooks.rotate.of', { name: row.workflowName })}
            onClick={() => onRotate(row)}
          />
        </span>
      ),
    },
  ];
}

/** Enough of a secret address to tell two apart. */
const shortened = (url: string | null) =>
  url?.replace(/^https?:\/\/[^/]+/, '').replace(/(hooks\/.{6}).*$/, '$1…') ?? '–';
