import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteRecordingSet, exportRecordingSet, listRecordingSets, type recordingSet } from '#libs/contracts';
import type { z } from 'zod';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { buttonClass, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { Recordings } from './recorded-calls.js';

type RecordingSet = z.infer<typeof recordingSet>;

/** Calls of models that were recorded, by set: to look at, to export, to delete. */
export function RecordingsPage() {
  const t = useText();
  const { set } = useSearch({ from: '/shell/administration/recordings' });
  const sets = useQuery({
    queryKey: ['ai', 'recording-sets'],
    queryFn: ({ signal }) => call(listRecordingSets, { signal }),
  });
  useTitle(t('recordings.title'));
  return (
    <Page title={t('recordings.title')}>
      <div className="grid gap-4">
        {sets.error && !sets.data ? (
          <ErrorState title={t('recordings.failed')} error={sets.error} onRetry={() => void sets.refetch()} />
        ) : (
          <Card title={t('recordings.sets')}>
            {!sets.data ? (
              <Skeleton rows={2} />
            ) : sets.data.items.length === 0 ? (
              <EmptyState
                title={t('recordings.empty')}
                help={t('recordings.empty.help')}
                action={
                  <Link to="/administration/routing" className={buttonClass()}>
                    {t('recordings.turnOn')}
                  </Link>
                }
              />
            ) : (
              <Sets sets={sets.data.items} chosen={set} />
            )}
          </Card>
        )}
        {sets.data && sets.data.items.length > 0 && <Recordings set={set} />}
      </div>
    </Page>
  );
}

function Sets({ sets, chosen }: { sets: readonly RecordingSet[]; chosen: string | undefined }) {
  const t = useText();
  const format = useFormat();
  const [removing, setRemoving] = useState<RecordingSet | null>(null);
  const save = useAct({
    run: (name: string) => download(exportRecordingSet, { params: { name } }, `${name}.jsonl`),
    changes: [],
  });
  const remove = useAct({
    run: () => call(deleteRecordingSet, { params: { name: removing?.name ?? '' } }),
    done: t('recordings.set.removed', { name: removing?.name ?? '' }),
    changes: [
      ['ai', 'recording-sets'],
      ['ai', 'recordings'],
    ],
    quiet: true,
    onDone: () => setRemoving(null),
  });
  const columns: Column<RecordingSet>[] = [
    {
      key: 'name',
      head: t('recordings.set'),
      cell: (row) => (
        <span className="flex items-center gap-2">
          <Link
            to="/administration/recordings"
            search={{ set: row.name }}
            className="truncate rounded-xs font-medium hover:underline"
            aria-current={row.name === chosen ? 'true' : undefined}
          >
            {row.name}
          </Link>
          {row.keptForGood && <Tag>{t('recordings.kept')}</Tag>}
        </span>
      ),
    },
    {
      key: 'count',
      head: t('recordings.count'),
      width: 'w-28',
      right: true,
      cell: (row) => format.number(row.recordings),
    },
    {
      key: 'last',
      head: t('recordings.last'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.lastAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-2',
      right: true,
      cell: (row) => (
        <span className="inline-flex gap-1 align-middle">
          <IconButton
            size="sm"
            icon={Download}
            label={t('do.download', { name: `${row.name}.jsonl` })}
            onClick={() => save.mutate(row.name)}
          />
          <IconButton
            size="sm"
            icon={Trash2}
            label={t('do.removeIt', { what: row.name })}
            onClick={() => setRemoving(row)}
          />
        </span>
      ),
    },
  ];
  return (
    <>
      <Table label={t('recordings.sets')} columns={columns} rows={sets} rowKey={(row) => row.name} />
      {removing && (
        <Confirm
          title={t('recordings.set.remove.title', { name: removing.name })}
          help={t('recordings.set.remove.help', { count: removing.recordings })}
          act={t('recordings.set.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}
