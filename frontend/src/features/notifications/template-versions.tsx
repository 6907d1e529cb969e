import {
  listTemplateVersions,
  rollbackTemplate,
  type NotificationTemplate,
  type TemplateVersion,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { noteColumn, publishedColumn, useAgainColumn, versionColumn } from '../../app/version-columns.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';

/** What was published, newest first; an older one, or the shipped one, can be used again. */
export function TemplateVersions({ template }: { template: NotificationTemplate }) {
  const t = useText();
  const may = useMay('messageTemplates:write');
  const { event, channel } = template;
  const list = useList(['wording', 'versions'], listTemplateVersions, { params: { event, channel } });
  const use = useAct({
    run: (version: number) => call(rollbackTemplate, { params: { event, channel }, body: { version } }),
    done: (made) =>
      made.publishedVersion === null
        ? t('wording.use.shipped.done')
        : t('workflow.versions.use.done', { version: made.publishedVersion }),
    changes: [['wording']],
  });
  const columns: Column<TemplateVersion>[] = [
    versionColumn(t('workflow.version'), t, (row) => row.current),
    noteColumn(t),
    publishedColumn(t),
    useAgainColumn(t, use, may.why),
  ];
  return (
    <>
      <ListBody
        list={list}
        failed={t('wording.failed')}
        empty={<EmptyState title={t('wording.versions.empty')} help={t('wording.versions.empty.help')} />}
      >
        {(items) => (
          <Table label={t('wording.versions')} columns={columns} rows={items} rowKey={(row) => String(row.version)} />
        )}
      </ListBody>
      {template.publishedVersion !== null && (
        <p className="mt-3">
          <Button
            size="sm"
            offBecause={may.why}
            busy={use.isPending && use.variables === 0 && t('save.saving')}
            onClick={() => use.mutate(0)}
          >
            {t('wording.use.shipped')}
          </Button>
        </p>
      )}
    </>
  );
}
