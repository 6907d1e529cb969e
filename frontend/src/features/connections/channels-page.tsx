import { Link } from '@tanstack/react-router';
import { Bell, Hash, Mail, Plus, Power, Send, Trash2, Webhook } from 'lucide-react';
import { useState } from 'react';
import { deleteChannel, listChannels, testChannel, testInApp, updateChannel, type channel } from '#libs/contracts';
import type { z } from 'zod';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useSession } from '../../app/session.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Tag } from '../../ui/badge.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { Verdict } from '../../ui/facts.js';
import { Field, Input } from '../../ui/field.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { ChannelDialog } from './channel-dialog.js';
import { SuppressionList } from './suppression-list.js';

type Channel = z.infer<typeof channel>;
type Open = { what: 'new' } | { what: 'test' | 'remove'; channel: Channel };
const icons = { email: Mail, sendgrid: Mail, slack: Hash, slack_bot: Hash, webhook: Webhook };

/** How messages leave the platform. */
export function ChannelsPage() {
  const t = useText();
  const may = useMay('channels:write');
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList(['channels'], listChannels);
  useTitle(t('channels.title'));
  const close = () => setOpen(null);
  const remove = useAct({
    run: () => call(deleteChannel, { params: { id: open?.what === 'remove' ? open.channel.id : '' } }),
    done: t('channels.removed'),
    changes: [['channels']],
    quiet: true,
    onDone: close,
  });
  const turn = useAct({
    run: ({ id, enabled }: Channel) => call(updateChannel, { params: { id }, body: { enabled: !enabled } }),
    changes: [['channels']],
  });
  const toMe = useAct({
    run: () => call(testInApp, { body: {} }),
    done: t('channels.test.me.done'),
    changes: [['notifications']],
  });
  const columns: Column<Channel>[] = [
    {
      key: 'name',
      head: t('channels.field.name'),
      cell: (row) => {
        const Icon = icons[row.kind];
        return (
          <span className="flex min-w-0 items-center gap-2.5">
            <Icon aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            <span className="min-w-0">
              <span className="flex min-w-0 items-center gap-2">
                <span className="truncate font-medium">{row.name}</span>
                {!row.enabled && <Tag>{t('channels.off')}</Tag>}
              </span>
              <span className="block truncate text-meta text-fg-3">
                {row.disabledReason ?? t(`channels.kind.${row.kind}`)}
              </span>
            </span>
          </span>
        );
      },
    },
    {
      key: 'summary',
      head: t('channels.where'),
      hide: 'phone',
      cell: (row) => <span className="font-mono text-meta text-fg-2">{row.summary}</span>,
    },
    {
      key: 'since',
      head: t('channels.since'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
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
            icon={Power}
            off={!may.ok}
            label={may.why ?? t(row.enabled ? 'channels.switchOff' : 'channels.switchOn', { name: row.name })}
            onClick={() => turn.mutate(row)}
          />
          <IconButton
            size="sm"
            icon={Send}
            off={!may.ok}
            label={may.why ?? t('channels.test.of', { name: row.name })}
            onClick={() => setOpen({ what: 'test', channel: row })}
          />
          <IconButton
            size="sm"
            icon={Trash2}
            off={!may.ok}
            label={may.why ?? t('do.removeIt', { what: row.name })}
            onClick={() => {
              remove.reset();
              setOpen({ what: 'remove', channel: row });
            }}
          />
        </span>
      ),
    },
  ];
  return (
    <Page
      title={t('channels.title')}
      actions={
        <>
          <Button icon={Bell} busy={toMe.isPending && t('channels.sending')} onClick={() => toMe.mutate()}>
            {t('channels.test.me')}
          </Button>
          <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
            {t('channels.add')}
          </Button>
        </>
      }
    >
      <ListBody
        list={list}
        tall
        failed={t('channels.failed')}
        empty={
          <EmptyState
            title={t('channels.empty')}
            help={t('channels.empty.help')}
            action={
              <Button icon={Bell} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
                {t('channels.add')}
              </Button>
            }
          />
        }
      >
        {(items) => <Table tall label={t('channels.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      <p className="mt-3 text-meta text-fg-3">
        {t('channels.help')}{' '}
        <Link to="/administration/deliveries" className="link">
          {t('deliveries.title')}
        </Link>
      </p>
      <SuppressionList />
      {open?.what === 'new' && <ChannelDialog onClose={close} />}
      {open?.what === 'test' && <TestDialog channel={open.channel} onClose={close} />}
      {open?.what === 'remove' && (
        <Confirm
          title={t('channels.remove.title', { name: open.channel.name })}
          help={t('channels.remove.help')}
          act={t('channels.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={close}
        />
      )}
    </Page>
  );
}

function TestDialog({ channel: tested, onClose }: { channel: Channel; onClose(): void }) {
  const t = useText();
  const format = useFormat();
  const session = useSession();
  const [to, setTo] = useState('user' in session ? session.user.email : '');
  const mail = tested.kind === 'email' || tested.kind === 'sendgrid';
  const what = mail ? 'mail' : tested.kind === 'webhook' ? 'webhook' : 'slack';
  const test = useAct({
    run: () => call(testChannel, { params: { id: tested.id }, body: mail ? { to: to.trim() } : {} }),
    changes: [],
    quiet: true,
  });
  const result = test.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('channels.test.title', { name: tested.name })}
      description={t(`channels.test.${what}`)}
      actions={
        <>
          <Button onClick={onClose}>{t('do.close')}</Button>
          <Button look="ink" type="submit" form="test-channel" busy={test.isPending && t('channels.sending')}>
            {t('channels.test')}
          </Button>
        </>
      }
    >
      <form
        id="test-channel"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate();
        }}
      >
        {mail && (
          <Field label={t('channels.test.to')}>
            {(link) => <Input {...link} type="email" value={to} onChange={(event) => setTo(event.target.value)} />}
          </Field>
        )}
        {test.error && <ErrorState title={t('error.notDone')} error={test.error} />}
        {result && (
          <p role="status">
            <Verdict tone={result.ok ? 'good' : 'bad'}>
              {t(result.ok ? 'channels.test.ok' : 'channels.test.failed', { time: format.duration(result.ms) })}
            </Verdict>{' '}
            <span className="text-fg-2">{result.failure?.message}</span>
          </p>
        )}
      </form>
    </Dialog>
  );
}
