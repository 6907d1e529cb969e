import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { listRuns, listWorkflows, runStatus } from '#libs/contracts';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, buttonClass } from '../../ui/button.js';
import { Select } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { shortId } from '../../ui/values.js';
import { rangeOf } from '../reports/range.js';
import { BulkBar } from './bulk-bar.js';
import { refetchRuns, useRunColumns } from './run-columns.js';

/** Runs, newest first. The filters live in the URL; states follow what happens. */
export function RunsPage() {
  const t = useText();
  const navigate = useNavigate();
  const { status, workflow, days } = useSearch({ from: '/shell/runs' });
  const from = useMemo(() => (days === undefined ? undefined : rangeOf(days, Date.now()).from), [days]);
  const list = useList(['runs'], listRuns, { query: { status, workflowId: workflow, from }, refetch: refetchRuns });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const workflows = useQuery({
    queryKey: ['workflows', 'names'],
    queryFn: ({ signal }) => call(listWorkflows, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const columns = useRunColumns();
  useTitle(t('runs.title'));
  const filter = (change: { status?: (typeof runStatus.options)[number]; workflow?: string; days?: 1 | 7 | 30 }) => {
    setChosen(new Set());
    void navigate({ to: '/runs', search: { status, workflow, days, ...change }, replace: true });
  };
  const picked = (list.items ?? []).filter(({ id }) => chosen.has(id));
  const nameOf = workflows.data?.items.find((item) => item.id === workflow)?.name;
  return (
    <Page title={t('runs.title')}>
      {picked.length > 0 && <BulkBar runs={picked} onClear={() => setChosen(new Set())} />}
      <div
        role="group"
        aria-label={t('runs.filters')}
        hidden={picked.length > 0}
        className="mb-3 flex flex-wrap items-center gap-2 [&[hidden]]:hidden"
      >
        <Select
          aria-label={t('runs.status')}
          value={status ?? ''}
          onChange={(event) => filter({ status: runStatus.safeParse(event.target.value).data })}
          className="filter-control sm:w-40!"
        >
          <option value="">{t('runs.any')}</option>
          {runStatus.options.map((value) => (
            <option key={value} value={value}>
              {t(`status.${value}`)}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t('runs.workflow')}
          value={workflow ?? ''}
          onChange={(event) => filter({ workflow: event.target.value || undefined })}
          className="filter-control sm:w-56!"
        >
          <option value="">{t('runs.anyWorkflow')}</option>
          {workflows.data?.items.map((item) => (
            <option key={item.id} value={item.id}>
              {item.name}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t('reports.range')}
          value={days ?? ''}
          onChange={(event) => filter({ days: (Number(event.target.value) || undefined) as 1 | 7 | 30 | undefined })}
          className="filter-control sm:w-32!"
        >
          <option value="">{t('runs.anyTime')}</option>
          {([1, 7, 30] as const).map((each) => (
            <option key={each} value={each}>
              {t(`reports.range.${each}`)}
            </option>
          ))}
        </Select>
        {status && <FilterTag text={t(`status.${status}`)} onRemove={() => filter({ status: undefined })} />}
        {workflow && <FilterTag text={nameOf ?? workflow} onRemove={() => filter({ workflow: undefined })} />}
      </div>
      <ListBody
        list={list}
        failed={t('runs.failed')}
        empty={
          status || workflow || days ? (
            <EmptyState
              title={t('runs.none')}
              action={
                <Button onClick={() => filter({ status: undefined, workflow: undefined, days: undefined })}>
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              title={t('runs.empty')}
              help={t('runs.empty.help')}
              action={
                <Link to="/workflows" className={buttonClass()}>
                  {t('runs.empty.action')}
                </Link>
              }
            />
          )
        }
      >
        {(items) => (
          <Table
            label={t('runs.title')}
            columns={columns}
            rows={items}
            rowKey={(row) => row.id}
            selection={{
              chosen,
              onChange: setChosen,
              allLabel: t('runs.bulk.all'),
              labelOf: (row) => t('runs.bulk.one', { name: row.workflowName, id: shortId(row.id) }),
            }}
          />
        )}
      </ListBody>
    </Page>
  );
}

function FilterTag({ text, onRemove }: { text: string; onRemove(): void }) {
  const t = useText();
  return (
    <Tag className="max-w-60">
      <span className="truncate">{text}</span>
      <button
        type="button"
        aria-label={t('runs.filterOff', { what: text })}
        onClick={onRemove}
        className="-mr-0.5 rounded-xs text-fg-3 hover:text-fg"
      >
        <X aria-hidden className="size-3.5" strokeWidth={1.75} />
      </button>
    </Tag>
  );
}
