import { Eye, Pencil, Plus, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteWatcher, listChannels, listWatchers, tryWatcher, updateWatcher, type Watcher } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { usePeople } from '../../app/people-input.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { EmptyState } from '../../ui/states.js';
import { Switch } from '../../ui/switch.js';
import { toast } from '../../ui/toast.js';
import { Time } from '../../ui/values.js';
import { WatcherDialog } from './watcher-dialog.js';

type Open = { what: 'new' } | { what: 'change' | 'remove'; watcher: Watcher };

/** Who is told when something happens, and how often that was. */
export function WatchersPage() {
  const t = useText();
  const may = useMay('watchers:write');
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList(['watchers'], listWatchers, { refetch: () => 15_000 });
  useTitle(t('watchers.title'));
  const close = () => setOpen(null);
  const remove = useAct({
    run: () => call(deleteWatcher, { params: { id: open?.what === 'remove' ? open.watcher.id : '' } }),
    done: t('watchers.removed'),
    changes: [['watchers']],
    quiet: true,
    onDone: close,
  });
  return (
    <Page
      title={t('watchers.title')}
      actions={
        <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
          {t('watchers.new')}
        </Button>
      }
    >
      <ListBody
        list={list}
        tall
        failed={t('watchers.failed')}
        empty={
          <EmptyState
            title={t('watchers.empty')}
            help={t('watchers.empty.help')}
            action={
              <Button icon={Eye} offBecause={may.why} onClick={() => setOpen({ what: 'new' })}>
                {t('watchers.new')}
              </Button>
            }
          />
        }
      >
        {(items) => (
          <ul aria-label={t('watchers.title')}>
            {items.map((watcher) => (
              <WatcherRow
                key={watcher.id}
                watcher={watcher}
                off={may.why}
                onDo={(what) => {
                  remove.reset();
                  setOpen({ what, watcher });
                }}
              />
            ))}
          </ul>
        )}
      </ListBody>
      {open?.what === 'new' && <WatcherDialog onClose={close} />}
      {open?.what === 'change' && <WatcherDialog watcher={open.watcher} onClose={close} />}
      {open?.what === 'remove' && (
        <Confirm
          title={t('watchers.remove.title', { name: open.watcher.name })}
          help={t('watchers.remove.help')}
          act={t('watchers.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={close}
        />
      )}
    </Page>
  );
}

function WatcherRow({
  watcher,
  off,
  onDo,
}: {
  watcher: Watcher;
  off: string | null;
  onDo(what: 'change' | 'remove'): void;
}) {
  const t = useText();
  const { word } = usePeople();
  const rooms = useList(['channels'], listChannels, { enabled: watcher.channelIds.length > 0 && off === null });
  const roomOf = (id: string) => rooms.items?.find((each) => each.id === id)?.name ?? id;
  const who = [...watcher.to.map(word), ...watcher.channelIds.map(roomOf)].join(', ');
  const { name, id, enabled } = watcher;
  const turn = useAct({
    run: (next: boolean) => call(updateWatcher, { params: { id }, body: { enabled: next } }),
    changes: [['watchers']],
  });
  const test = useAct({
    run: () => call(tryWatcher, { params: { id }, body: {} }),
    changes: [['notifications']],
    onDone: ({ problems }) =>
      problems.length > 0 ? toast(problems.join(' '), { tone: 'error' }) : toast(t('watchers.tested')),
  });
  return (
    <li className="grid gap-x-6 gap-y-2 border-t border-line px-4 py-3 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_13rem_auto] sm:items-center">
      <div className="min-w-0">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p className="text-meta text-fg-3">{t('watchers.tells', { when: t(`watchers.on.${watcher.on}`), who })}</p>
        {watcher.lastError !== null && <p className="text-meta text-failed">{watcher.lastError}</p>}
      </div>
      <p className="text-meta text-fg-2">
        {watcher.lastFiredAt === null ? (
          t('watchers.never')
        ) : (
          <>
            {t('watchers.fired', { count: watcher.firedCount })}, {t('watchers.last')} <Time at={watcher.lastFiredAt} />
            {watcher.heldBack > 0 && (
              <span className="block text-fg-3">{t('watchers.heldBack', { count: watcher.heldBack })}</span>
            )}
          </>
        )}
      </p>
      <div className="flex items-center gap-1">
        {off === null && (
          <span className="mr-2 inline-flex">
            <Switch
              label={<span className="sr-only">{t('watchers.enabled', { name })}</span>}
              checked={enabled}
              onChange={(next) => turn.mutate(next)}
            />
          </span>
        )}
        <IconButton
          size="sm"
          icon={Send}
          off={off !== null || test.isPending}
          label={off ?? t('watchers.test', { name })}
          onClick={() => test.mutate()}
        />
        <IconButton
          size="sm"
          icon={Pencil}
          off={off !== null}
          label={off ?? t('do.changeIt', { what: name })}
          onClick={() => onDo('change')}
        />
        <IconButton
          size="sm"
          icon={Trash2}
          off={off !== null}
          label={off ?? t('do.removeIt', { what: name })}
          onClick={() => onDo('remove')}
        />
      </div>
    </li>
  );
}
