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
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

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
    {
      key: 'version',
      head: t('workflow.version'),
      width: 'w-36',
      cell: (row) => (
        <span className="flex items-center gap-2">
          <span className="font-medium">v{row.version}</span>
          {row.current && <Tag>{t('workflow.versions.current')}</Tag>}
        </span>
      ),
    },
    {
      key: 'note',
      head: t('workflow.note'),
      cell: (row) => <span className={row.note ? '' : 'text-fg-3'}>{row.note || t('workflow.noNote')}</span>,
    },
    {
      key: 'at',
      head: t('workflow.publishedAt'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.publishedAt} className="text-fg-2" />,
    },
    {
      key: 'do',
      head: '',
      width: 'w-36',
      right: true,
      cell: (row) =>
        !row.current && (
          <Button
            size="sm"
            offBecause={may.why}
            busy={use.isPending && use.variables === row.version && t('save.saving')}
            onClick={() => use.mutate(row.version)}
          >
            {t('workflow.versions.use')}
          </Button>
        ),
    },
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
