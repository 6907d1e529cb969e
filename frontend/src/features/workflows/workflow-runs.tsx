import { listRuns } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { refetchRuns, useRunColumns } from '../runs/run-columns.js';

export function WorkflowRuns({ workflowId, onRun }: { workflowId: string; onRun(): void }) {
  const t = useText();
  const list = useList(['runs'], listRuns, { query: { workflowId }, refetch: refetchRuns });
  const columns = useRunColumns({ workflow: false });
  return (
    <div className="mx-auto max-w-(--page-max)">
      <ListBody
        list={list}
        failed={t('runs.failed')}
        empty={
          <EmptyState
            title={t('runs.empty')}
            help={t('runs.empty.help')}
            action={<Button onClick={onRun}>{t('workflow.run')}</Button>}
          />
        }
      >
        {(items) => <Table label={t('runs.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
    </div>
  );
}
