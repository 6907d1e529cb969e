import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { listTools, type Tool } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, buttonClass } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { RiskWord, ToolBadge } from './tool-words.js';

type Filter = { source?: 'builtin' | 'custom' | undefined; status?: 'active' | 'review' | undefined };

/** What agents and workflows can call, and what each may do outside. */
export function ToolsPage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { search, source, status } = useSearch({ from: '/shell/tools' });
  const [text, setText] = useUrlSearch(search);
  const list = useList(['tools'], listTools, { query: { search, source, status } });
  useTitle(t('tools.title'));
  const filter = (change: Filter) =>
    void navigate({ to: '/tools', search: { search, source, status, ...change }, replace: true });
  const filtered = Boolean(search ?? source ?? status);
  const columns = useColumns();
  return (
    <Page
      title={t('tools.title')}
      aside={list.items && !list.more.more && !filtered ? format.number(list.items.length) : undefined}
      actions={
        <>
          <Link
            to="/tools/$id"
            params={{ id: 'request_tool' }}
            search={{ view: 'settings' }}
            className={buttonClass('outline')}
          >
            {t('tools.requests.open')}
          </Link>
          <NewTool />
        </>
      }
    >
      <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t('tools.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:w-80"
        />
        <FilterSelect
          label={t('tools.source')}
          any={t('tools.source.any')}
          value={source}
          options={['builtin', 'custom']}
          textOf={(each) => t(`tools.source.${each}`)}
          onChange={(next) => filter({ source: next })}
        />
        <FilterSelect
          label={t('tools.status')}
          any={t('tools.status.any')}
          value={status}
          options={['active', 'review']}
          textOf={(each) => t(`tools.status.${each}`)}
          onChange={(next) => filter({ status: next })}
        />
      </div>
      <ListBody
        list={list}
        failed={t('tools.failed')}
        tall
        empty={
          filtered ? (
            <EmptyState
              title={t('tools.none')}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    void navigate({ to: '/tools', search: {}, replace: true });
                  }}
                >
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('tools.empty')} help={t('tools.empty.help')} action={<NewTool />} />
          )
        }
      >
        {(items) => <Table label={t('tools.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />}
      </ListBody>
    </Page>
  );
}

/** Off with its reason for those who may not make tools. */
function NewTool() {
  const t = useText();
  const may = useMay('tools:write');
  if (!may.ok)
    return (
      <Button icon={Plus} offBecause={may.why}>
        {t('tools.new')}
      </Button>
    );
  return (
    <Link to="/tools/new" search={{}} className={buttonClass('ink')}>
      <Plus aria-hidden className="-ml-0.5 size-4" strokeWidth={1.75} />
      {t('tools.new')}
    </Link>
  );
}

function useColumns(): Column<Tool>[] {
  const t = useText();
  return [
    {
      key: 'status',
      head: t('tools.status'),
      width: 'w-38',
      hide: 'phone',
      cell: (row) => <ToolBadge status={row.status} bare />,
    },
    {
      key: 'name',
      head: t('tools.name'),
      width: 'lg:w-56',
      cell: (row) => (
        <>
          <Link
            to="/tools/$id"
            params={{ id: row.id }}
            search={{}}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.title}
          </Link>
          <span className="block truncate font-mono text-micro text-fg-3">{row.name}</span>
        </>
      ),
    },
    {
      key: 'what',
      head: t('tools.what'),
      hide: 'tablet',
      cell: (row) => (
        <span className="text-fg-2" title={row.description}>
          {row.description}
        </span>
      ),
    },
    {
      key: 'source',
      head: t('tools.source'),
      width: 'w-32',
      hide: 'tablet',
      cell: (row) => <Tag className="align-middle">{t(`tools.kind.${row.source}`)}</Tag>,
    },
    {
      key: 'effect',
      head: t('tools.effect'),
      width: 'w-40',
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{t(`tools.effect.${row.effect}`)}</span>,
    },
    {
      key: 'risk',
      head: t('tools.risk'),
      width: 'w-24',
      cell: (row) => <RiskWord risk={row.risk} />,
    },
  ];
}
