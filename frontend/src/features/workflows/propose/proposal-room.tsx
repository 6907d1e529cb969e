import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { WorkflowProposal } from '#libs/contracts';
import { useDefinition, useEditor } from '../../../builder/edit/editor-store.js';
import { nameOf } from '../../../builder/kinds.js';
import { useFormat, useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { toast } from '../../../ui/toast.js';
import { compare } from '../compare/comparison.js';
import { Compared } from '../compare/compared.js';
import { problemWords } from '../problem-words.js';
import { placedBesideOthers } from './placed.js';
import { endProposing } from './proposals.js';
import { WishForm } from './wish-form.js';

/** What a model drafted beside the draft as it is, to take, to leave, or to have changed. Nothing is saved before it is taken. */
export function ProposalRoom({ workflowId, proposal }: { workflowId: string; proposal: WorkflowProposal }) {
  const t = useText();
  const editor = useEditor();
  const before = useDefinition();
  const after = useMemo(() => placedBesideOthers(proposal.definition), [proposal]);
  const comparison = useMemo(() => compare(before, after), [before, after]);
  const leave = () => endProposing(workflowId);
  const take = () => {
    if (!editor.tryEdit({ type: 'replace', definition: after })) return;
    leave();
    toast(t('propose.taken'), { undo: { label: t('builder.undo'), act: editor.undo } });
  };
  return (
    <Compared
      comparison={comparison}
      title={t('propose.title')}
      head={
        <div className="ml-auto flex gap-2">
          <Button size="sm" onClick={leave}>
            {t('propose.reject')}
          </Button>
          <Button size="sm" look="ink" onClick={take}>
            {t('propose.accept')}
          </Button>
        </div>
      }
      lead={<About proposal={proposal} />}
      side={
        <WishForm
          key={proposal.explanation}
          workflowId={workflowId}
          definition={proposal.definition}
          label={t('propose.other')}
          submit={t('propose.other.do')}
          look="outline"
        />
      }
    />
  );
}

/** What the model says of its draft, what it would like to know, and what is wrong with it. */
function About({ proposal }: { proposal: WorkflowProposal }) {
  const t = useText();
  const format = useFormat();
  const { explanation, questions, problems, definition, usage } = proposal;
  const step = (id: string | undefined) => {
    const node = definition.nodes.find((one) => one.id === id);
    return node ? `${nameOf(node)}: ` : '';
  };
  return (
    <div className="mb-4 grid max-w-(--read-max) gap-3">
      {explanation && <p>{explanation}</p>}
      {questions.length > 0 && (
        <div>
          <h3 className="font-semibold">{t('propose.questions')}</h3>
          <ul className="mt-1 list-disc pl-5 text-fg-2">
            {questions.map((question) => (
              <li key={question}>{question}</li>
            ))}
          </ul>
        </div>
      )}
      {problems.length > 0 && (
        <div>
          <h3 className="font-semibold">{t('propose.problems', { count: problems.length })}</h3>
          <ul className="mt-1 grid gap-1 text-fg-2">
            {problems.map((problem, at) => (
              <li key={at} className="flex gap-1.5">
                <TriangleAlert
                  aria-hidden
                  className={
                    problem.severity === 'error'
                      ? 'mt-0.5 size-4 shrink-0 text-failed'
                      : 'mt-0.5 size-4 shrink-0 text-waiting'
                  }
                  strokeWidth={1.75}
                />
                <span className="min-w-0">
                  {step(problem.node)}
                  {problemWords(problem, definition, t)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="text-meta text-fg-3">
        {t('propose.by', {
          model: usage.model,
          money: format.money(usage.costMicros),
          time: format.duration(usage.ms),
        })}
      </p>
    </div>
  );
}
