import { Plus } from 'lucide-react';
import { useState } from 'react';
import { listAgentExposures, listWorkflowExposures } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { ConnectCard } from './connect-card.js';
import { useExposureColumns } from './exposure-columns.js';
import { ExposureDialog } from './exposure-dialog.js';
import { WidgetsCard } from './widgets-card.js';
import { offerOf, type Offer } from './offers.js';

/** Which agents and workflows programs outside may call, by which name, and how they connect. */
export function ExposuresPage() {
  const t = useText();
  const [open, setOpen] = useState<'new' | Offer | null>(null);
  const agents = useList(['exposures', 'agents'], listAgentExposures, { query: { limit: 200 } });
  const workflows = useList(['exposures', 'workflows'], listWorkflowExposures, { query: { limit: 200 } });
  useTitle(t('expose.title'));
  const columns = useExposureColumns(setOpen);
  const items =
    agents.items && workflows.items
      ? [
          ...agents.items.map((row) => offerOf('agent', row)),
          ...workflows.items.map((row) => offerOf('workflow', row)),
        ].sort((one, other) => one.name.localeCompare(other.name))
      : undefined;
  const both = {
    items,
    pending: agents.pending || workflows.pending,
    error: agents.error ?? workflows.error,
    retry: () => {
      agents.retry();
      workflows.retry();
    },
    more: {
      more: agents.more.more || workflows.more.more,
      loading: agents.more.loading || workflows.more.loading,
      onLoad: () => {
        if (agents.more.more) agents.more.onLoad();
        if (workflows.more.more) workflows.more.onLoad();
      },
    },
  };
  return (
    <Page
      title={t('expose.title')}
      actions={
        <Button look="ink" icon={Plus} onClick={() => setOpen('new')}>
          {t('expose.add')}
        </Button>
      }
    >
      <ListBody
        list={both}
        tall
        failed={t('expose.failed')}
        empty={
          <EmptyState
            title={t('expose.empty')}
            help={t('expose.empty.help')}
            action={<Button onClick={() => setOpen('new')}>{t('expose.add')}</Button>}
          />
        }
      >
        {(rows) => <Table tall label={t('expose.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </ListBody>
      <WidgetsCard />
      <ConnectCard offers={items ?? []} />
      {open && (
        <ExposureDialog
          offer={open === 'new' ? undefined : open}
          taken={new Set(items?.map(({ id }) => id))}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}
