import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { addKnowledgeQuestions, searchKnowledge, type KnowledgeBase, type KnowledgeHit } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Checkbox, Field, Input } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState, ErrorState } from '../../ui/states.js';

type Mode = 'hybrid' | 'lexical' | 'vector';
const modes: readonly Mode[] = ['hybrid', 'lexical', 'vector'];
const known = ['VECTORS_UNAVAILABLE', 'RERANK_FAILED'] as const;

/** What agents and workflows would be given for a question. */
export function SearchConsole({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const [query, setQuery] = useState('');
  const [mode, setMode] = useState<Mode>('hybrid');
  const [rerank, setRerank] = useState(false);
  const hasVectors = base.index.embeddingModel !== null;
  const search = useAct({
    run: (asked: string) =>
      call(searchKnowledge, {
        params: { id: base.id },
        body: {
          query: asked,
          mode: hasVectors ? mode : 'lexical',
          rerank: rerank && base.rerankModel !== null,
          limit: 10,
        },
      }),
    changes: [],
    quiet: true,
  });
  return (
    <>
      <form
        className="mb-4 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (query.trim() !== '') search.mutate(query.trim());
        }}
      >
        <Field label={t('knowledge.console.query')} hint={t('knowledge.console.hint')}>
          {(link) => (
            <div className="flex gap-2">
              <Input {...link} value={query} maxLength={2000} onChange={(event) => setQuery(event.target.value)} />
              <Button look="ink" type="submit" busy={search.isPending && t('knowledge.console.asking')}>
                {t('knowledge.console.ask')}
              </Button>
            </div>
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-4">
          {hasVectors && (
            <Segmented<Mode>
              label={t('knowledge.console.mode')}
              value={mode}
              onChange={setMode}
              options={modes.map((value) => ({ value, label: t(`knowledge.console.mode.${value}`) }))}
            />
          )}
          {base.rerankModel !== null && (
            <Checkbox
              label={t('knowledge.console.rerank')}
              checked={rerank}
              onChange={(event) => setRerank(event.target.checked)}
            />
          )}
        </div>
      </form>
      {search.error && <ErrorState title={t('knowledge.console.failed')} error={search.error} />}
      {search.data && <Found base={base} query={search.variables ?? ''} found={search.data} />}
    </>
  );
}

function Found({
  base,
  query,
  found,
}: {
  base: KnowledgeBase;
  query: string;
  found: { items: KnowledgeHit[]; warnings: string[]; ms: number };
}) {
  const t = useText();
  const format = useFormat();
  const warnings = known.filter((each) => found.warnings.includes(each));
  if (found.items.length === 0)
    return (
      <Card>
        <EmptyState title={t('knowledge.console.nothing')} />
      </Card>
    );
  return (
    <>
      <p className="mb-2 text-meta text-fg-3" role="status">
        {t('knowledge.console.took', { count: found.items.length, ms: format.number(found.ms) })}
        {warnings.map((each) => ` ${t(`knowledge.console.${each}`)}`)}
      </p>
      <Card>
        <ol>
          {found.items.map((hit) => (
            <Hit key={`${hit.document.id}.${hit.passage}`} base={base} query={query} hit={hit} />
          ))}
        </ol>
      </Card>
    </>
  );
}

function Hit({ base, query, hit }: { base: KnowledgeBase; query: string; hit: KnowledgeHit }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const keep = useAct({
    run: () =>
      call(addKnowledgeQuestions, {
        params: { id: base.id },
        body: { questions: [{ question: query, expected: [{ documentId: hit.document.id, gain: 4 }] }] },
      }),
    done: t('knowledge.console.kept'),
    changes: [['knowledge', base.id, 'questions']],
  });
  const place = [hit.heading, hit.page === null ? null : t('knowledge.passage.page', { page: hit.page })];
  return (
    <li className="grid gap-1.5 border-t border-line p-4 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link
          to="/knowledge/$id/documents/$documentId"
          params={{ id: base.id, documentId: hit.document.id }}
          search={{ passage: hit.passage }}
          className="rounded-xs font-medium hover:underline"
        >
          {hit.document.name}
        </Link>
        <span className="text-meta text-fg-3">{place.filter(Boolean).join(' · ')}</span>
        {hit.found.map((each) => (
          <Tag key={each}>{t(`knowledge.console.found.${each}`)}</Tag>
        ))}
        {hit.marks.includes('outside') && <Tag>{t('knowledge.doc.outside')}</Tag>}
        <span className="ml-auto">
          <Button
            size="sm"
            look="ghost"
            offBecause={may.why}
            busy={keep.isPending && '…'}
            onClick={() => keep.mutate()}
          >
            {t('knowledge.console.keep')}
          </Button>
        </span>
      </div>
      <p className="max-h-48 overflow-y-auto text-read break-words whitespace-pre-wrap text-fg-2">{hit.text}</p>
    </li>
  );
}
