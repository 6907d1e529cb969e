import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import {
  deleteRecording,
  deleteRecordingSet,
  exportRecordingSet,
  getRecording,
  listRecordings,
  listRecordingSets,
  type recordingSet,
} from '#libs/contracts';
import type { z } from 'zod';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, buttonClass, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { JsonTree } from '../../ui/json-tree.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { shortId, Time } from '../../ui/values.js';

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
      width: 'w-24',
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

type Recorded = Awaited<ReturnType<typeof call<typeof listRecordings>>>['items'][number];

function Recordings({ set }: { set: string | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  const [shown, setShown] = useState<Recorded | null>(null);
  const list = useList(['ai', 'recordings'], listRecordings, { query: { set } });
  const remove = useAct({
    run: (id: string) => call(deleteRecording, { params: { id } }),
    done: t('recordings.removed'),
    changes: [
      ['ai', 'recordings'],
      ['ai', 'recording-sets'],
    ],
  });
  const columns: Column<Recorded>[] = [
    {
      key: 'model',
      head: t('models.model'),
      cell: (row) => (
        <button
          type="button"
          className="block max-w-full truncate rounded-xs font-mono text-meta font-medium hover:underline"
          onClick={() => setShown(row)}
        >
          {row.model}
        </button>
      ),
    },
    {
      key: 'task',
      head: t('recordings.task'),
      width: 'w-28',
      cell: (row) => <span className="text-fg-2">{row.task}</span>,
    },
    {
      key: 'run',
      head: t('runs.run'),
      width: 'w-40',
      hide: 'tablet',
      cell: (row) =>
        row.runId ? (
          <Link to="/runs/$id" params={{ id: row.runId }} search={{}} className="link">
            {shortId(row.runId)} {row.stepPath}
          </Link>
        ) : (
          <span className="text-fg-3">–</span>
        ),
    },
    {
      key: 'at',
      head: t('recordings.at'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.at} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-16',
      right: true,
      cell: (row) => (
        <IconButton size="sm" icon={Trash2} label={t('recordings.remove')} onClick={() => remove.mutate(row.id)} />
      ),
    },
  ];
  return (
    <section aria-label={t('recordings.calls')}>
      {set && (
        <p className="mb-2">
          <Tag>
            {set}
            <button
              type="button"
              aria-label={t('runs.filterOff', { what: set })}
              className="-mr-0.5 rounded-xs text-fg-3 hover:text-fg"
              onClick={() => void navigate({ to: '/administration/recordings', search: {} })}
            >
              <X aria-hidden className="size-3.5" strokeWidth={1.75} />
            </button>
          </Tag>
        </p>
      )}
      <ListBody list={list} failed={t('recordings.failed')} empty={<EmptyState title={t('recordings.none')} />}>
        {(items) => <Table label={t('recordings.calls')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {shown && <RecordingDialog id={shown.id} model={shown.model} onClose={() => setShown(null)} />}
    </section>
  );
}

/** The request and the pieces of its answer, as they were recorded: without secrets and personal data. */
function RecordingDialog({ id, model, onClose }: { id: string; model: string; onClose(): void }) {
  const t = useText();
  const recorded = useQuery({
    queryKey: ['ai', 'recordings', id],
    queryFn: ({ signal }) => call(getRecording, { params: { id }, signal }),
  });
  return (
    <Dialog open wide onClose={onClose} title={model} actions={<Button onClick={onClose}>{t('do.close')}</Button>}>
      {recorded.error ? (
        <ErrorState title={t('error.title')} error={recorded.error} />
      ) : !recorded.data ? (
        <Skeleton rows={4} />
      ) : (
        <div className="grid gap-3">
          <h3 className="font-medium">{t('recordings.request')}</h3>
          <JsonTree value={recorded.data.request} className="max-h-60" />
          <h3 className="font-medium">{t('recordings.answer')}</h3>
          <JsonTree value={recorded.data.parts} className="max-h-60" />
        </div>
      )}
    </Dialog>
  );
}
