import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { exportAuditEvents, listAuditEvents, type AuditEvent } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { download } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { AuditDialog } from './audit-dialog.js';
import { AuditFilterBar } from './audit-filters.js';
import { queryOf, type AuditSearch } from './audit-search.js';
import { AuditVerdict } from './audit-verdict.js';
import { actionText, actorText } from './audit-words.js';

/** Who did what, when, from where: filtered, looked at, checked, and handed out as a file. */
export function AuditPage() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/administration/audit' });
  const [shown, setShown] = useState<AuditEvent | null>(null);
  const query = queryOf(search);
  const list = useList(['audit-events'], listAuditEvents, { query });
  useTitle(t('audit.title'));
  const filter = (change: Partial<AuditSearch>) =>
    void navigate({ to: '/administration/audit', search: { ...search, ...change }, replace: true });
  const filtered = Object.values(search).some((value) => value !== undefined);
  const none = {
    action: undefined,
    actor: undefined,
    target: undefined,
    address: undefined,
    from: undefined,
    to: undefined,
  };
  return (
    <Page title={t('audit.title')} actions={<ExportButtons query={query} />}>
      <AuditVerdict />
      <AuditFilterBar search={search} onChange={filter} />
      <ListBody
        list={list}
        tall
        failed={t('audit.failed')}
        empty={
          filtered ? (
            <EmptyState
              title={t('audit.none')}
              action={<Button onClick={() => filter(none)}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('audit.empty')} help={t('audit.empty.help')} />
          )
        }
      >
        {(items) => (
          <Table tall label={t('audit.title')} columns={columnsOf(t, setShown)} rows={items} rowKey={(row) => row.id} />
        )}
      </ListBody>
      {shown && (
        <AuditDialog
          event={shown}
          onClose={() => setShown(null)}
          onFilter={(change) => {
            setShown(null);
            filter(change);
          }}
        />
      )}
    </Page>
  );
}

function ExportButtons({ query }: { query: ReturnType<typeof queryOf> }) {
  const t = useText();
  const save = useAct({
    run: (format: 'csv' | 'jsonl') =>
      download(exportAuditEvents, { query: { ...query, format } }, `audit-log.${format}`),
    done: t('audit.exported'),
    changes: [['audit-events']],
  });
  return (['csv', 'jsonl'] as const).map((format) => (
    <Button
      key={format}
      icon={Download}
      busy={save.isPending && save.variables === format && t('audit.exporting')}
      onClick={() => save.mutate(format)}
    >
      {t(`audit.export.${format}`)}
    </Button>
  ));
}

const columnsOf = (t: ReturnType<typeof useText>, show: (event: AuditEvent) => void): Column<AuditEvent>[] => [
  {
    key: 'action',
    head: t('audit.action'),
    cell: (row) => (
      <span className="block min-w-0">
        <button
          type="button"
          className="block max-w-full truncate rounded-xs text-left font-medium hover:underline"
          onClick={() => show(row)}
        >
          {actionText(t, row.action)}
        </button>
        <span className="block truncate text-meta text-fg-3" title={row.target.label ?? row.target.id}>
          {row.target.label ?? row.target.id}
        </span>
      </span>
    ),
  },
  {
    key: 'actor',
    head: t('audit.actor'),
    width: 'w-32 sm:w-48',
    cell: (row) => (
      <span className="block truncate" title={actorText(t, row)}>
        {actorText(t, row)}
      </span>
    ),
  },
  {
    key: 'address',
    head: t('audit.address'),
    width: 'w-36',
    hide: 'tablet',
    cell: (row) =>
      row.address ? <code className="text-fg-2">{row.address}</code> : <span className="text-fg-3">–</span>,
  },
  {
    key: 'at',
    head: t('audit.at'),
    width: 'w-28',
    right: true,
    hide: 'phone',
    cell: (row) => <Time at={row.at} className="text-fg-2" />,
  },
];
