import { Trash2 } from 'lucide-react';
import {
  deleteKnowledgeQuestion,
  listKnowledgeEvaluations,
  listKnowledgeQuestions,
  startKnowledgeEvaluation,
  type KnowledgeBase,
  type KnowledgeEvaluation,
  type KnowledgeQuestion,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

/** How well the base answers questions whose answers are known, over time. */
export function QualityView({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const history = useList(['knowledge', base.id, 'evaluations'], listKnowledgeEvaluations, {
    params: { id: base.id },
    refetch: (items) => (items.some(isOpen) ? 1000 : false),
  });
  const questions = useList(['knowledge', base.id, 'questions'], listKnowledgeQuestions, { params: { id: base.id } });
  const measure = useAct({
    run: () => call(startKnowledgeEvaluation, { params: { id: base.id }, body: { mode: 'hybrid' } }),
    changes: [['knowledge', base.id, 'evaluations']],
  });
  const last = history.items?.find(({ status }) => status === 'succeeded');
  return (
    <div className="grid gap-6">
      <section aria-label={t('knowledge.quality.history')}>
        <div className="mb-3 flex items-center gap-3">
          <h2 className="text-ui font-semibold">{t('knowledge.quality.history')}</h2>
          <span className="ml-auto">
            <Button
              look="ink"
              offBecause={may.why}
              busy={measure.isPending && t('knowledge.quality.running')}
              onClick={() => measure.mutate()}
            >
              {t('knowledge.quality.run')}
            </Button>
          </span>
        </div>
        <ListBody
          list={history}
          failed={t('knowledge.quality.failed')}
          empty={<EmptyState title={t('knowledge.quality.empty')} help={t('knowledge.quality.questions.help')} />}
        >
          {(items) => <History items={items} />}
        </ListBody>
      </section>
      {last && last.worst.length > 0 && <Worst evaluation={last} />}
      <section aria-label={t('knowledge.quality.questions')}>
        <h2 className="mb-3 text-ui font-semibold">{t('knowledge.quality.questions')}</h2>
        <ListBody
          list={questions}
          failed={t('knowledge.quality.questions.failed')}
          empty={
            <EmptyState title={t('knowledge.quality.questions.empty')} help={t('knowledge.quality.questions.help')} />
          }
        >
          {(items) => <Questions base={base} items={items} />}
        </ListBody>
      </section>
    </div>
  );
}

const isOpen = ({ status }: KnowledgeEvaluation): boolean => status === 'queued' || status === 'running';

function History({ items }: { items: readonly KnowledgeEvaluation[] }) {
  const t = useText();
  const format = useFormat();
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  const columns: Column<KnowledgeEvaluation>[] = [
    {
      key: 'status',
      head: t('knowledge.doc.status'),
      width: 'w-32',
      cell: (row) => <Badge status={row.status} bare />,
    },
    {
      key: 'when',
      head: t('knowledge.quality.when'),
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    {
      key: 'model',
      head: t('knowledge.quality.model'),
      hide: 'tablet',
      cell: (row) => (
        <span className="block truncate text-fg-2" title={row.error?.message}>
          {row.error?.message ?? row.embeddingModel ?? t('knowledge.quality.model.none')}
        </span>
      ),
    },
    {
      key: 'recall',
      head: t('knowledge.quality.recall'),
      width: 'w-28',
      right: true,
      cell: (row) => <span className="tabular-nums">{share(row.recall)}</span>,
    },
    {
      key: 'ndcg',
      head: t('knowledge.quality.ndcg'),
      width: 'w-28',
      right: true,
      cell: (row) => <span className="font-medium tabular-nums">{share(row.ndcg)}</span>,
    },
    {
      key: 'p50',
      head: t('knowledge.quality.p50'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <span className="text-fg-3 tabular-nums">{format.duration(row.p50Ms)}</span>,
    },
  ];
  return <Table label={t('knowledge.quality.history')} columns={columns} rows={items} rowKey={(row) => row.id} />;
}

function Worst({ evaluation }: { evaluation: KnowledgeEvaluation }) {
  const t = useText();
  return (
    <Card title={t('knowledge.quality.worst')}>
      <ul>
        {evaluation.worst.map(({ question, ndcg }) => (
          <li key={question} className="flex items-center gap-3 border-t border-line px-4 py-2 first:border-t-0">
            <span className="min-w-0 flex-1 truncate" title={question}>
              {question}
            </span>
            <span className="text-fg-3 tabular-nums">{ndcg.toFixed(3)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Questions({ base, items }: { base: KnowledgeBase; items: readonly KnowledgeQuestion[] }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const remove = useAct({
    run: (questionId: string) => call(deleteKnowledgeQuestion, { params: { id: base.id, questionId } }),
    changes: [['knowledge', base.id, 'questions']],
  });
  const columns: Column<KnowledgeQuestion>[] = [
    {
      key: 'question',
      head: t('knowledge.quality.question'),
      cell: (row) => (
        <span className="block truncate" title={row.question}>
          {row.question}
        </span>
      ),
    },
    {
      key: 'expected',
      head: t('knowledge.quality.expected'),
      width: 'w-36',
      hide: 'phone',
      cell: (row) => (
        <span className="text-fg-2">{t('knowledge.quality.expected.count', { count: row.expected.length })}</span>
      ),
    },
    {
      key: 'act',
      head: '',
      width: 'w-buttons-1',
      right: true,
      cell: (row) => (
        <IconButton
          icon={Trash2}
          size="sm"
          off={!may.ok}
          label={may.why ?? `${t('knowledge.quality.removeQuestion')}: ${row.question}`}
          onClick={() => remove.mutate(row.id)}
        />
      ),
    },
  ];
  return <Table label={t('knowledge.quality.questions')} columns={columns} rows={items} rowKey={(row) => row.id} />;
}
