import { useMutation, useQueryClient } from '@tanstack/react-query';
import { GitCompare, PencilLine, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import {
  listVersions,
  restoreVersion,
  rollbackWorkflow,
  type Workflow,
  type workflowVersionSummary,
} from '#libs/contracts';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import {
  hashColumn,
  noteColumn,
  publishedColumn,
  versionColumn,
  versionMenuColumn,
} from '../../app/version-columns.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { MenuItem } from '../../ui/menu.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { toast } from '../../ui/toast.js';

type Version = z.infer<typeof workflowVersionSummary>;

/** Published versions, newest first. An older one can be made the current one. */
export function VersionsTab({
  workflow,
  onShow,
  onCompare,
}: {
  workflow: Workflow;
  onShow(version: number): void;
  /** `3..draft` */
  onCompare(versions: string): void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('workflows:publish');
  const mayWrite = useMay('workflows:write');
  const [taken, setTaken] = useState<number | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const list = useList(['workflow', workflow.id, 'versions'], listVersions, { params: { id: workflow.id } });
  const use = useMutation({
    mutationFn: (version: number) => call(rollbackWorkflow, { params: { id: workflow.id }, body: { version } }),
    onSuccess(_, version) {
      void queries.invalidateQueries({ queryKey: ['workflow', workflow.id] });
      toast(t('workflow.versions.use.done', { version }));
      setAsked(null);
    },
  });
  const restore = useMutation({
    mutationFn: (version: number) =>
      call(restoreVersion, {
        params: { id: workflow.id, version },
        body: {},
        headers: { 'if-match': workflow.etag },
      }),
    onSuccess(fresh, version) {
      queries.setQueryData(['workflow', workflow.id], fresh);
      toast(t('workflow.versions.restore.done', { version }));
      setTaken(null);
    },
  });
  const columns: Column<Version>[] = [
    versionColumn(
      t('workflow.version'),
      t,
      (row) => row.current,
      ({ version }) => ({ act: () => onShow(version), title: t('workflow.versions.show', { version }) }),
    ),
    noteColumn(t),
    hashColumn(t),
    publishedColumn(t),
    versionMenuColumn(t, (row) => (
      <>
        <MenuItem icon={GitCompare} onSelect={() => onCompare(`${row.version}..draft`)}>
          {t('workflow.versions.compare')}
        </MenuItem>
        {mayWrite.ok && (
          <MenuItem icon={PencilLine} onSelect={() => setTaken(row.version)}>
            {t('workflow.versions.restore')}
          </MenuItem>
        )}
        {!row.current && may.ok && (
          <MenuItem icon={Undo2} onSelect={() => setAsked(row.version)}>
            {t('workflow.versions.use')}
          </MenuItem>
        )}
      </>
    )),
  ];
  return (
    <div className="mx-auto max-w-(--page-max)">
      <ListBody
        list={list}
        failed={t('error.title')}
        empty={<EmptyState title={t('workflow.versions.empty')} help={t('workflow.versions.empty.help')} />}
      >
        {(items) => (
          <Table
            label={t('workflow.versions.title')}
            columns={columns}
            rows={items}
            rowKey={(row) => String(row.version)}
          />
        )}
      </ListBody>
      <Dialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('workflow.versions.use.title', { version: asked ?? 0 })}
        description={t('workflow.versions.use.help')}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{t('do.cancel')}</Button>
            <Button
              look="ink"
              busy={use.isPending && t('workflow.publishing')}
              onClick={() => asked !== null && use.mutate(asked)}
            >
              {t('workflow.versions.use')}
            </Button>
          </>
        }
      >
        {use.error && <ErrorState title={t('error.title')} error={use.error} />}
      </Dialog>
      <Dialog
        open={taken !== null}
        onClose={() => setTaken(null)}
        title={t('workflow.versions.restore.title', { version: taken ?? 0 })}
        description={t('workflow.versions.restore.help')}
        actions={
          <>
            <Button onClick={() => setTaken(null)}>{t('do.cancel')}</Button>
            <Button
              look="ink"
              busy={restore.isPending && t('workflow.versions.restoring')}
              onClick={() => taken !== null && restore.mutate(taken)}
            >
              {t('workflow.versions.restore')}
            </Button>
          </>
        }
      >
        {restore.error && <ErrorState title={t('error.title')} error={restore.error} />}
      </Dialog>
    </div>
  );
}
