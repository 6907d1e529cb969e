import { Plus, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  deleteKnowledgeSource,
  listKnowledgeSources,
  syncKnowledgeSource,
  type KnowledgeBase,
  type KnowledgeSource,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { SourceDialog } from './source-dialog.js';

/** Where documents come from by themselves, and how the last look went. */
export function SourceList({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<KnowledgeSource>();
  const list = useList(['knowledge', base.id, 'sources'], listKnowledgeSources, {
    params: { id: base.id },
    refetch: (items) => (items.some(({ status }) => status === 'syncing') ? 1000 : false),
  });
  const columns = useColumns(base, setRemoving);
  const addButton = (
    <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
      {t('knowledge.source.add')}
    </Button>
  );
  return (
    <>
      <div className="mb-3 flex justify-end">{addButton}</div>
      <ListBody
        list={list}
        failed={t('knowledge.source.failed')}
        tall
        empty={<EmptyState title={t('knowledge.source.empty')} help={t('knowledge.source.empty.help')} />}
      >
        {(items) => (
          <Table label={t('knowledge.view.sources')} columns={columns} rows={items} rowKey={(row) => row.id} tall />
        )}
      </ListBody>
      {adding && <SourceDialog base={base} onClose={() => setAdding(false)} />}
      {removing && <RemoveSource base={base} source={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function useColumns(base: KnowledgeBase, onRemove: (source: KnowledgeSource) => void): Column<KnowledgeSource>[] {
  const t = useText();
  return [
    {
      key: 'status',
      head: t('knowledge.source.status'),
      width: 'w-32',
      hide: 'phone',
      cell: ({ status, lastSync }) =>
        status === 'syncing' ? (
          <Badge status="running" bare>
            {t('knowledge.source.syncing')}
          </Badge>
        ) : (
          <Badge status={lastSync?.error ? 'failed' : 'succeeded'} bare>
            {t(lastSync?.error ? 'knowledge.source.problem' : 'knowledge.source.waiting')}
          </Badge>
        ),
    },
    {
      key: 'name',
      head: t('knowledge.source.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <span className="block truncate font-medium">{row.name}</span>
          <SourceLine source={row} />
        </span>
      ),
    },
    {
      key: 'kind',
      head: t('knowledge.source.kind'),
      width: 'w-48',
      hide: 'tablet',
      cell: ({ config }) => <span className="text-fg-2">{t(`knowledge.source.kind.${config.kind}`)}</span>,
    },
    {
      key: 'last',
      head: t('knowledge.source.last'),
      width: 'w-28',
      right: true,
      hide: 'tablet',
      cell: ({ lastSync }) => <Time at={lastSync?.at} className="text-fg-3" />,
    },
    {
      key: 'next',
      head: t('knowledge.source.next'),
      width: 'w-28',
      right: true,
      hide: 'tablet',
      cell: ({ nextSyncAt }) => <Time at={nextSyncAt} className="text-fg-3" />,
    },
    {
      key: 'act',
      head: '',
      width: 'w-buttons-2',
      right: true,
      cell: (row) => <SourceActions base={base} source={row} onRemove={() => onRemove(row)} />,
    },
  ];
}

/** What the last look found, or why it failed. */
function SourceLine({ source: { lastSync } }: { source: KnowledgeSource }) {
  const t = useText();
  if (!lastSync) return null;
  if (lastSync.error)
    return (
      <span className="block truncate text-meta text-failed" title={lastSync.error.message}>
        {lastSync.error.message}
      </span>
    );
  const { added, changed, deleted, unchanged, skipped } = lastSync;
  const words = [
    t('knowledge.source.counts', { added, changed, deleted, unchanged }),
    ...(skipped > 0 ? [t('knowledge.source.skipped', { count: skipped })] : []),
  ];
  return <span className="block truncate text-meta text-fg-3">{words.join(' · ')}</span>;
}

function SourceActions({ base, source, onRemove }: { base: KnowledgeBase; source: KnowledgeSource; onRemove(): void }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const sync = useAct({
    run: () => call(syncKnowledgeSource, { params: { id: base.id, sourceId: source.id }, body: {} }),
    changes: [['knowledge', base.id]],
  });
  return (
    <span className="inline-flex gap-1">
      <IconButton
        icon={RefreshCw}
        size="sm"
        off={!may.ok || source.status === 'syncing' || sync.isPending}
        label={may.why ?? `${t('knowledge.source.sync')}: ${source.name}`}
        onClick={() => sync.mutate()}
      />
      <IconButton
        icon={Trash2}
        size="sm"
        off={!may.ok}
        label={may.why ?? `${t('knowledge.source.remove')}: ${source.name}`}
        onClick={onRemove}
      />
    </span>
  );
}

function RemoveSource({ base, source, onClose }: { base: KnowledgeBase; source: KnowledgeSource; onClose(): void }) {
  const t = useText();
  const remove = useAct({
    run: () => call(deleteKnowledgeSource, { params: { id: base.id, sourceId: source.id } }),
    done: t('knowledge.source.removed', { name: source.name }),
    changes: [['knowledge', base.id]],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t('knowledge.source.remove.title', { name: source.name })}
      help={t('knowledge.source.remove.help')}
      act={t('knowledge.source.remove')}
      acting={t('do.removing')}
      danger
      mutation={remove}
      onClose={onClose}
    />
  );
}
