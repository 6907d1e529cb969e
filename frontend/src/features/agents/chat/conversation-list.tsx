import { Link } from '@tanstack/react-router';
import { Archive, ArchiveRestore, Ellipsis, PencilLine, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { listConversations, updateConversation, type Agent, type Conversation } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { useList } from '../../../app/queries.js';
import { useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { SearchInput } from '../../../ui/field.js';
import { LoadMore } from '../../../ui/load-more.js';
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.js';
import { Segmented } from '../../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { Time } from '../../../ui/values.js';
import { DeleteConversation, RenameConversation } from './conversation-dialogs.js';

type View = 'mine' | 'all' | 'archived';

/** The conversations of an agent, the latest first. */
export function ConversationList({
  agent,
  chosen,
  onNew,
  onGone,
}: {
  agent: Agent;
  chosen: string | null;
  onNew(): void;
  /** The one that is open was deleted. */
  onGone(): void;
}) {
  const t = useText();
  const [search, setSearch] = useState('');
  const [view, setView] = useState<View>('mine');
  const list = useList(['conversations'], listConversations, {
    query: {
      agentId: agent.id,
      status: view === 'archived' ? 'archived' : 'active',
      ...(view === 'mine' ? { mine: 'true' } : {}),
      ...(search.trim() === '' ? {} : { search: search.trim() }),
    },
    refetch: () => 10_000,
  });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-2 pr-2 pl-4">
        <h2 className="text-ui">{t('chat.conversations')}</h2>
        <span className="ml-auto">
          <IconButton size="sm" icon={Plus} label={t('chat.new')} onClick={onNew} />
        </span>
      </div>
      <div className="grid gap-2 px-3 pb-2">
        <SearchInput label={t('chat.search')} value={search} onChange={(event) => setSearch(event.target.value)} />
        <Segmented<View>
          label={t('chat.which')}
          value={view}
          onChange={setView}
          className="w-full"
          options={(['mine', 'all', 'archived'] as const).map((value) => ({ value, label: t(`chat.view.${value}`) }))}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {list.error ? (
          <ErrorState title={t('chat.listFailed')} error={list.error} onRetry={list.retry} />
        ) : !list.items ? (
          <Skeleton rows={3} />
        ) : list.items.length === 0 ? (
          <p className="px-2 py-2 text-fg-3">{t(search ? 'chat.list.none' : `chat.list.empty.${view}`)}</p>
        ) : (
          <ul>
            {list.items.map((each) => (
              <Row key={each.id} agent={agent} conversation={each} chosen={each.id === chosen} onGone={onGone} />
            ))}
          </ul>
        )}
        <LoadMore {...list.more} />
      </div>
    </div>
  );
}

function Row({
  agent,
  conversation,
  chosen,
  onGone,
}: {
  agent: Agent;
  conversation: Conversation;
  chosen: boolean;
  onGone(): void;
}) {
  const t = useText();
  const may = useMay('agents:run');
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const isArchived = conversation.status === 'archived';
  const keep = useAct({
    run: () =>
      call(updateConversation, {
        params: { id: conversation.id },
        body: { status: isArchived ? 'active' : 'archived' },
      }),
    done: t(isArchived ? 'chat.restored' : 'chat.archived'),
    changes: [['conversations'], ['conversation', conversation.id]],
  });
  const more = t('chat.more', { title: conversation.title });
  return (
    <li
      className={cx(
        'group/row flex h-9 items-center rounded-md pr-1 max-sm:h-11',
        chosen ? 'bg-pressed' : 'hover:bg-hover',
      )}
    >
      <Link
        to="/agents/$id"
        params={{ id: agent.id }}
        search={{ tab: 'playground', conversation: conversation.id }}
        replace
        data-row
        aria-current={chosen ? 'true' : undefined}
        title={conversation.title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-md px-2"
      >
        <span className={cx('min-w-0 flex-1 truncate', chosen ? 'font-semibold' : 'font-medium')}>
          {conversation.title}
        </span>
        <Time at={conversation.updatedAt} className="text-meta text-fg-3" />
      </Link>
      {may.ok && (
        <span
          className={cx(
            'shrink-0',
            !chosen &&
              'opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100',
          )}
        >
          <Menu align="end" label={more} trigger={<IconButton size="sm" icon={Ellipsis} label={more} />}>
            <MenuItem icon={PencilLine} onSelect={() => setDialog('rename')}>
              {t('chat.rename')}
            </MenuItem>
            <MenuItem icon={isArchived ? ArchiveRestore : Archive} onSelect={() => keep.mutate()}>
              {t(isArchived ? 'chat.restore' : 'chat.archive')}
            </MenuItem>
            <MenuLine />
            <MenuItem icon={Trash2} danger onSelect={() => setDialog('delete')}>
              {t('chat.delete')}
            </MenuItem>
          </Menu>
        </span>
      )}
      {dialog === 'rename' && <RenameConversation conversation={conversation} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <DeleteConversation
          conversation={conversation}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            if (chosen) onGone();
          }}
        />
      )}
    </li>
  );
}
