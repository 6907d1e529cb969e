import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { deleteRecording, getRecording, listRecordings } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { JsonTree } from '../../ui/json-tree.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { shortId, Time } from '../../ui/values.js';

type Recorded = Awaited<ReturnType<typeof call<typeof listRecordings>>>['items'][number];

/** The calls of one set, or of all, newest first. */
export function Recordings({ set }: { set: string | undefined }) {
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
      width: 'w-buttons-1',
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
