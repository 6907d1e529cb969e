import { Download, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteMemory, exportMemories, forgetMemories, listMemories, type Memory } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { SearchInput } from '../../ui/field.js';
import { EmptyState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { MemoryDialog } from './memory-dialog.js';
import type { MemoryScope } from './memory-scope.js';

/** What is kept about one of the three: to read, to correct, to forget, to take away. */
export function MemoryPanel({ scope }: { scope: MemoryScope }) {
  const t = useText();
  const [search, setSearch] = useState('');
  const [dialog, setDialog] = useState<Memory | 'new' | 'forget' | null>(null);
  const write = useMay(scope.about === 'user' ? 'memories:own' : 'memories:write');
  const key = ['memories', scope.about, scope.agentId ?? ''];
  const list = useList(key, listMemories, { query: { ...scope, search: search.trim() || undefined } });
  const save = useAct({
    run: () => download(exportMemories, { query: scope }, `memories-${scope.about}.jsonl`),
    changes: [],
  });
  const forget = useAct({
    run: () => call(forgetMemories, { body: scope }),
    changes: [['memories']],
    quiet: true,
    done: ({ forgotten }) => t('memory.forgotten', { count: forgotten }),
    onDone: () => setDialog(null),
  });
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t('memory.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="w-full sm:max-w-80"
        />
        <span className="ml-auto flex flex-wrap gap-2">
          <Button
            size="sm"
            icon={Download}
            busy={save.isPending && t('memory.exporting')}
            onClick={() => save.mutate()}
          >
            {t('memory.export')}
          </Button>
          <Button
            size="sm"
            icon={Trash2}
            offBecause={write.why ?? (list.items?.length ? null : t('memory.empty'))}
            onClick={() => setDialog('forget')}
          >
            {t('memory.forgetAll')}
          </Button>
          <Button size="sm" icon={Plus} offBecause={write.why} onClick={() => setDialog('new')}>
            {t('memory.add')}
          </Button>
        </span>
      </div>
      <ListBody
        list={list}
        failed={t('memory.failed')}
        empty={
          search.trim() ? (
            <EmptyState
              title={t('memory.none')}
              action={<Button onClick={() => setSearch('')}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState title={t('memory.empty')} help={t(`memory.empty.${scope.about}`)} />
          )
        }
      >
        {(items) => (
          <ul className="divide-y divide-line">
            {items.map((memory) => (
              <MemoryRow key={memory.id} memory={memory} why={write.why} onEdit={() => setDialog(memory)} />
            ))}
          </ul>
        )}
      </ListBody>
      {dialog === 'forget' && (
        <Confirm
          title={t('memory.forgetAll.title')}
          help={t('memory.forgetAll.help')}
          act={t('memory.forgetAll')}
          acting={t('memory.forgetting')}
          mutation={forget}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog !== null && dialog !== 'forget' && (
        <MemoryDialog scope={scope} memory={dialog === 'new' ? undefined : dialog} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}

function MemoryRow({ memory, why, onEdit }: { memory: Memory; why: string | null; onEdit(): void }) {
  const t = useText();
  const { id, content, kind, source, outside, createdAt, expiresAt } = memory;
  const forget = useAct({
    run: () => call(deleteMemory, { params: { id } }),
    changes: [['memories']],
    done: t('memory.forgotten', { count: 1 }),
  });
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <button
          type="button"
          disabled={why !== null}
          title={why ?? undefined}
          className="rounded-xs text-left break-words enabled:hover:underline"
          onClick={onEdit}
        >
          {content}
        </button>
        <p className="mt-1 flex flex-wrap items-center gap-2 text-meta text-fg-3">
          <Tag>{t(`memory.kind.${kind}`)}</Tag>
          {outside && <Tag className="text-waiting">{t('memory.outside')}</Tag>}
          <span>{t(`memory.source.${source}`)}</span>
          <Time at={createdAt} />
          {expiresAt && (
            <span>
              {t('memory.until')} <Time at={expiresAt} />
            </span>
          )}
        </p>
      </div>
      <IconButton
        size="sm"
        icon={Trash2}
        label={t('memory.forget')}
        off={why !== null || forget.isPending}
        onClick={() => forget.mutate()}
      />
    </li>
  );
}
