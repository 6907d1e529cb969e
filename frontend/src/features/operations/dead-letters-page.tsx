import { useNavigate, useSearch } from '@tanstack/react-router';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  deadLetterSource,
  deleteDeadLetter,
  listDeadLetters,
  redriveDeadLetter,
  redriveDeadLetters,
  type DeadLetter,
  type DeadLetterSource,
} from '#libs/contracts';
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
import { Confirm } from '../../ui/confirm.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { LetterDialog } from './letter-dialog.js';
import { RedriveButton, useTriedColumns } from './tried-columns.js';

type View = 'open' | 'redriven';

/** Everything that exhausted its bounds: to look at, to try once more, to give up. */
export function DeadLettersPage() {
  const t = useText();
  const navigate = useNavigate();
  const may = useMay('deadLetters:redrive');
  const { source, view = 'open' } = useSearch({ from: '/shell/administration/dead-letters' });
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const [removing, setRemoving] = useState<DeadLetter | null>(null);
  const list = useList(['dead-letters'], listDeadLetters, { query: { source, status: view }, refetch: () => 15_000 });
  useTitle(t('letters.title'));
  const changes = [['dead-letters'], ['runs']];
  const one = useAct({
    run: (id: string) => call(redriveDeadLetter, { params: { id } }),
    done: t('letters.redriven'),
    changes,
  });
  const all = useAct({
    run: () => call(redriveDeadLetters, { body: { source, limit: 100 } }),
    done: ({ redriven, failed }) => t('letters.redrivenAll', { count: redriven.length, failed: failed.length }),
    changes,
  });
  const remove = useAct({
    run: () => call(deleteDeadLetter, { params: { id: removing?.id ?? '' } }),
    done: t('letters.removed'),
    changes,
    quiet: true,
    onDone: () => setRemoving(null),
  });
  const filter = (change: { source?: DeadLetterSource | undefined; view?: View }) =>
    void navigate({ to: '/administration/dead-letters', search: { source, view, ...change }, replace: true });
  const tried = useTriedColumns<DeadLetter>(
    ({ redrivenRunId, runId }) => redrivenRunId ?? runId,
    ({ redrivenAt, createdAt }) => redrivenAt ?? createdAt,
  );
  const columns: Column<DeadLetter>[] = [
    {
      key: 'source',
      head: t('letters.source'),
      width: 'w-28',
      cell: (row) => (
        <Badge status={row.status === 'open' ? 'failed' : 'succeeded'} bare className="align-middle">
          {t(`letters.source.${row.source}`)}
        </Badge>
      ),
    },
    {
      key: 'subject',
      head: t('letters.subject'),
      cell: (row) => (
        <span className="block min-w-0">
          <button
            type="button"
            className="block max-w-full truncate rounded-xs text-left font-medium hover:underline"
            onClick={() => setShown(row)}
          >
            {row.subject}
          </button>
          <span className="block truncate text-meta text-fg-3" title={row.error.message}>
            {row.error.message}
          </span>
        </span>
      ),
    },
    ...tried,
    {
      key: 'do',
      head: '',
      width: 'w-buttons-2 sm:w-44',
      right: true,
      cell: (row) =>
        row.status === 'open' && (
          <span className="inline-flex gap-1 align-middle">
            <RedriveButton
              label={t('letters.redrive.of', { what: row.subject })}
              text={t('do.tryAgain')}
              why={may.why}
              busy={one.isPending && one.variables === row.id && t('letters.redriving')}
              onClick={() => one.mutate(row.id)}
            />
            <IconButton
              size="sm"
              icon={Trash2}
              off={!may.ok}
              label={may.why ?? t('do.removeIt', { what: row.subject })}
              onClick={() => setRemoving(row)}
            />
          </span>
        ),
    },
  ];
  const some = (list.items?.length ?? 0) > 0;
  return (
    <Page
      title={t('letters.title')}
      actions={
        view === 'open' &&
        some && (
          <Button
            icon={RotateCcw}
            offBecause={may.why}
            busy={all.isPending && t('letters.redriving')}
            onClick={() => all.mutate()}
          >
            {t('letters.redriveAll')}
          </Button>
        )
      }
    >
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented<View>
          label={t('letters.view')}
          value={view}
          onChange={(next) => filter({ view: next })}
          options={[
            { value: 'open', label: t('letters.open') },
            { value: 'redriven', label: t('letters.done') },
          ]}
        />
        <FilterSelect
          label={t('letters.source')}
          any={t('letters.anySource')}
          value={source}
          options={deadLetterSource.options}
          textOf={(each) => t(`letters.source.${each}`)}
          onChange={(next) => filter({ source: next })}
        />
      </div>
      <ListBody
        list={list}
        tall
        failed={t('letters.failed')}
        empty={<EmptyState title={t(`letters.empty.${view}`)} help={t('letters.empty.help')} />}
      >
        {(items) => <Table tall label={t('letters.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {shown && <LetterDialog letter={shown} onClose={() => setShown(null)} />}
      {removing && (
        <Confirm
          title={t('letters.remove.title')}
          help={t('letters.remove.help')}
          act={t('letters.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}
