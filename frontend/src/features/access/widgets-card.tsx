import { Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteWidget, listWidgets, rotateWidget, updateWidget, type Widget } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Switch } from '../../ui/switch.js';
import { Table, type Column } from '../../ui/table.js';
import { WidgetDialog } from './widget-dialog.js';

/** Chats that web pages of others may show. */
export function WidgetsCard() {
  const t = useText();
  const may = useMay('widgets:write');
  const [open, setOpen] = useState<'new' | Widget | null>(null);
  const [rotating, setRotating] = useState<Widget | null>(null);
  const [removing, setRemoving] = useState<Widget | null>(null);
  const list = useList(['widgets'], listWidgets, {});
  const turn = useAct({
    run: ({ id, enabled }: Widget) => call(updateWidget, { params: { id }, body: { enabled: !enabled } }),
    done: t('expose.saved'),
    changes: [['widgets']],
  });
  const rotate = useAct({
    run: () => call(rotateWidget, { params: { id: rotating?.id ?? '' }, body: {} }),
    done: t('widgets.rotated'),
    changes: [['widgets']],
    quiet: true,
    onDone: () => setRotating(null),
  });
  const remove = useAct({
    run: () => call(deleteWidget, { params: { id: removing?.id ?? '' } }),
    done: t('widgets.removed'),
    changes: [['widgets']],
    quiet: true,
    onDone: () => setRemoving(null),
  });
  const columns: Column<Widget>[] = [
    {
      key: 'name',
      head: t('widgets.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <span className="block truncate font-medium">{row.name}</span>
          <span className="block truncate text-meta text-fg-3">
            {row.origins.length === 0 ? t('widgets.nowhere') : row.origins.join(', ')}
          </span>
        </span>
      ),
    },
    { key: 'chats', head: t('widgets.chats'), width: 'w-24', right: true, hide: 'phone', cell: (row) => row.chats },
    {
      key: 'on',
      head: t('widgets.on'),
      width: 'w-18',
      cell: (row) => (
        <Switch
          label={<span className="sr-only">{t('widgets.switch', { name: row.name })}</span>}
          checked={row.enabled}
          off={!may.ok}
          onChange={() => turn.mutate(row)}
        />
      ),
    },
    {
      key: 'do',
      head: '',
      width: 'w-buttons-3',
      right: true,
      cell: (row) => (
        <span className="inline-flex gap-1">
          <IconButton
            size="sm"
            icon={Pencil}
            off={!may.ok}
            label={may.why ?? t('do.changeIt', { what: row.name })}
            onClick={() => setOpen(row)}
          />
          <IconButton
            size="sm"
            icon={RotateCcw}
            off={!may.ok}
            label={may.why ?? t('widgets.rotate.of', { name: row.name })}
            onClick={() => {
              rotate.reset();
              setRotating(row);
            }}
          />
          <IconButton
            size="sm"
            icon={Trash2}
            off={!may.ok}
            label={may.why ?? t('do.removeIt', { what: row.name })}
            onClick={() => {
              remove.reset();
              setRemoving(row);
            }}
          />
        </span>
      ),
    },
  ];
  const add = (
    <Button icon={Plus} offBecause={may.why} onClick={() => setOpen('new')}>
      {t('widgets.add')}
    </Button>
  );
  return (
    <section aria-label={t('widgets.title')} className="mt-6">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2 className="text-ui">{t('widgets.title')}</h2>
        {add}
      </div>
      <ListBody
        list={list}
        failed={t('widgets.failed')}
        empty={<EmptyState title={t('widgets.empty')} help={t('widgets.empty.help')} />}
      >
        {(rows) => <Table tall label={t('widgets.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </ListBody>
      {open && <WidgetDialog widget={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
      {rotating && (
        <Confirm
          title={t('widgets.rotate.title', { name: rotating.name })}
          help={t('widgets.rotate.help')}
          act={t('widgets.rotate')}
          acting={t('widgets.rotating')}
          mutation={rotate}
          onClose={() => setRotating(null)}
        />
      )}
      {removing && (
        <Confirm
          title={t('widgets.remove.title', { name: removing.name })}
          help={t('widgets.remove.help')}
          act={t('widgets.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  );
}
