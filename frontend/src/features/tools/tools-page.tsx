import { listTools, type Tool } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';

/** What agents and workflows can call, and what each may do outside. */
export function ToolsPage() {
  const t = useText();
  const format = useFormat();
  const list = useList(['tools'], listTools);
  useTitle(t('tools.title'));
  const columns: Column<Tool>[] = [
    {
      key: 'name',
      head: t('tools.name'),
      width: 'w-60',
      cell: (row) => (
        <>
          <span className="block truncate font-medium">{row.title}</span>
          <span className="block truncate font-mono text-micro text-fg-3">{row.name}</span>
        </>
      ),
    },
    {
      key: 'what',
      head: t('tools.what'),
      hide: 'phone',
      cell: (row) => (
        <span className="text-fg-2" title={row.description}>
          {row.description}
        </span>
      ),
    },
    {
      key: 'effect',
      head: t('tools.effect'),
      width: 'w-40',
      cell: (row) => <span className="text-fg-2">{t(`tools.effect.${row.effect}`)}</span>,
    },
    {
      key: 'risk',
      head: t('tools.risk'),
      width: 'w-24',
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{t(`tools.risk.${row.risk}`)}</span>,
    },
  ];
  return (
    <Page title={t('tools.title')} aside={list.items && !list.more.more ? format.number(list.items.length) : undefined}>
      <ListBody
        list={list}
        failed={t('tools.failed')}
        tall
        empty={<EmptyState title={t('tools.empty')} help={t('tools.empty.help')} />}
      >
        {(items) => (
          // Nothing in it takes the focus, and the keyboard must be able to scroll it.
          <div tabIndex={0} role="region" aria-label={t('tools.title')} className="-outline-offset-2">
            <Table label={t('tools.title')} columns={columns} rows={items} rowKey={(row) => row.id} tall />
          </div>
        )}
      </ListBody>
    </Page>
  );
}
