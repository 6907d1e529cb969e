import { LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Goal } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Facts } from '../../ui/facts.js';
import { Note } from '../../ui/states.js';
import { ClarifyForm } from './clarify-form.js';
import { GoalResults } from './goal-results.js';
import { Section } from './section.js';

/** What a goal is understood to be, what it waits for, and what came of it. */
export function GoalSide({ goal }: { goal: Goal }) {
  const t = useText();
  const format = useFormat();
  const { objective, status, intent, explanation, facts, answers, reason, error, usage, schedule, timezone } = goal;
  return (
    <div className="grid gap-5 p-4">
      <p className="whitespace-pre-wrap">{objective}</p>
      {status === 'planning' && (
        <Note tone="running" icon={<LoaderCircle aria-hidden className="size-4 animate-spin" strokeWidth={1.75} />}>
          <span role="status">{t('goals.planning')}</span>
        </Note>
      )}
      {status === 'clarifying' && <ClarifyForm key={goal.updatedAt} goal={goal} />}
      {status === 'refused' && <Fault title={t('goals.refused')}>{reason}</Fault>}
      {status === 'failed' && <Fault title={t('goals.failed')}>{error?.message}</Fault>}
      {status === 'rejected' && reason && <Fault title={t('goals.rejected')}>{reason}</Fault>}
      {status === 'active' && reason && <Fault title={t('goals.notRepeated')}>{reason}</Fault>}
      {goal.inForce && status !== 'active' && status !== 'paused' && <p className="text-fg-2">{t('goals.inForce')}</p>}
      <Problems goal={goal} />
      {(intent || explanation) && (
        <Section title={t('goals.understood')}>
          {intent && <p>{intent}</p>}
          {explanation && <p className="mt-1 text-fg-2">{explanation}</p>}
        </Section>
      )}
      {facts.length > 0 && (
        <Section title={t('goals.facts')}>
          <Facts facts={facts.map(({ name, value }) => [name, value || '–'])} />
        </Section>
      )}
      {answers.length > 0 && (
        <Section title={t('goals.answered')}>
          <Facts facts={answers.map(({ question, answer }) => [question, answer])} />
        </Section>
      )}
      {schedule && (
        <Section title={t('goals.schedule')}>
          <code>{schedule}</code> · {timezone}
        </Section>
      )}
      {goal.workflowId && <GoalResults goal={goal} />}
      {usage.inputTokens > 0 && (
        <p className="text-meta text-fg-3">{t('goals.cost', { money: format.money(usage.costMicros) })}</p>
      )}
    </div>
  );
}

function Fault({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Note tone="failed" icon={<TriangleAlert aria-hidden className="size-4 text-failed" strokeWidth={1.75} />}>
      <b className="font-semibold">{title}</b> {children}
    </Note>
  );
}

/** What keeps the plan from being accepted, as the check of every draft says it. */
function Problems({ goal: { problems, repairs } }: { goal: Goal }) {
  const t = useText();
  if (problems.length === 0) return null;
  return (
    <Section title={t('propose.problems', { count: problems.length })}>
      <ul className="grid gap-1 text-fg-2">
        {problems.map(({ node, message }, at) => (
          <li key={at} className="flex gap-1.5">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" strokeWidth={1.75} />
            <span className="min-w-0 break-words">
              {node && `${node}: `}
              {message}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-meta text-fg-3">{t('goals.problems.help', { count: repairs })}</p>
    </Section>
  );
}
