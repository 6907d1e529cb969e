import { useEffect, useRef, useState } from 'react';
import { listKnowledgePassages, type KnowledgeDocument } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { cx } from '../../ui/cx.js';
import { EmptyState } from '../../ui/states.js';

/** Passages that are shown before the cited one. */
const before = 3;

/** What was read of a document; the passage that somebody cited stands out and is scrolled to. */
export function PassageList({
  baseId,
  document,
  cited,
}: {
  baseId: string;
  document: KnowledgeDocument;
  cited: number | undefined;
}) {
  const t = useText();
  const [all, setAll] = useState(false);
  const from = cited === undefined || all ? 0 : Math.max(0, cited - before);
  const list = useList(['knowledge', baseId, 'passages', document.id], listKnowledgePassages, {
    params: { id: baseId, documentId: document.id },
    query: { from, limit: 50 },
  });
  const mark = useRef<HTMLLIElement>(null);
  const isThere = list.items?.some(({ n }) => n === cited) ?? false;
  useEffect(() => {
    if (isThere) mark.current?.scrollIntoView({ block: 'center' });
  }, [isThere, cited]);
  return (
    <div>
      {from > 0 && (
        <div className="mb-2">
          <Button size="sm" look="ghost" onClick={() => setAll(true)}>
            {t('knowledge.passage.before')}
          </Button>
        </div>
      )}
      <ListBody
        list={list}
        failed={t('knowledge.passage.failed')}
        empty={<EmptyState title={t('knowledge.passage.none')} />}
      >
        {(items) => (
          <ol>
            {items.map((passage) => (
              <li
                key={passage.n}
                {...(passage.n === cited ? { ref: mark, 'aria-current': 'true' as const } : {})}
                className={cx(
                  'grid gap-1 border-t border-line p-4 first:border-t-0',
                  passage.n === cited && 'bg-[color-mix(in_srgb,var(--waiting-soft)_55%,var(--surface))]',
                )}
              >
                <p className="flex flex-wrap items-center gap-2 text-meta text-fg-3">
                  <span>{t('knowledge.passage', { n: passage.n + 1 })}</span>
                  {passage.page !== null && <span>{t('knowledge.passage.page', { page: passage.page })}</span>}
                  {passage.heading !== null && <span className="min-w-0 truncate">{passage.heading}</span>}
                  {passage.n === cited && <Tag>{t('knowledge.passage.cited')}</Tag>}
                </p>
                <p className="text-read break-words whitespace-pre-wrap">{passage.text}</p>
              </li>
            ))}
          </ol>
        )}
      </ListBody>
    </div>
  );
}
