import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listGoalResults, listRuns, replanGoal, type Goal, type GoalResult } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { LoadMore } from '../../ui/load-more.js';
import { shortId, Time } from '../../ui/values.js';
import { Section } from './section.js';

const againMs = 3_000;
/** Words that have not come after so long will not be waited for here. */
const patienceMs = 600_000;
const isAwaited = ({ synthesis, error, createdAt }: GoalResult) =>
  synthesis === null && error === null && Date.now() - Date.parse(createdAt) < patienceMs;

/** Runs that go on, and what those that are over came to, newest first. */
export function GoalResults({ goal }: { goal: Goal }) {
  const t = useText();
  const { id } = goal;
  const isLive = goal.status === 'active' || goal.status === 'paused';
  const results = useList(['goal', id, 'results'], listGoalResults, {
    params: { id },
    query: { limit: 10 },
    refetch: (items) => (isLive || items.some(isAwaited)) && againMs,
  });
  const runs = useList(['goal', id, 'runs'], listRuns, {
    query: { workflowId: goal.workflowId!, limit: 5 },
    refetch: () => isLive && againMs,
  });
  const going = runs.items?.filter(({ finishedAt }) => finishedAt === null) ?? [];
  if (going.length === 0 && !results.items?.length) return null;
  return (
    <Section title={t('goals.results')}>
      <ul className="grid gap-3">
        {going.map(({ id: runId, status, createdAt }) => (
          <li key={runId} className="flex items-center gap-2">
            <Badge status={status} />
            <RunLink id={runId} />
            <Time at={createdAt} className="ml-auto text-meta text-fg-3" />
          </li>
        ))}
        {results.items?.map((result) => (
          <Result key={result.id} goal={goal} result={result} />
        ))}
      </ul>
      <LoadMore {...results.more} />
    </Section>
  );
}

const RunLink = ({ id }: { id: string }) => (
  <Link to="/runs/$id" params={{ id }} className="rounded-xs font-medium hover:underline">
    {shortId(id)}
  </Link>
);

function Result({ goal, result }: { goal: Goal; result: GoalResult }) {
  const t = useText();
  const may = useMay('goals:write');
  const [asked, setAsked] = useState(false);
  const { runId, status, synthesis, error, createdAt } = result;
  const mend = useAct({
    run: () => call(replanGoal, { params: { id: goal.id }, body: { runId } }),
    changes: [['goals'], ['goal', goal.id]],
    onDone: () => setAsked(true),
  });
  return (
    <li className="rounded-md border border-line p-3">
      <div className="flex items-center gap-2">
        <Badge status={status} />
        <RunLink id={runId} />
        <Time at={createdAt} className="ml-auto text-meta text-fg-3" />
      </div>
      {synthesis !== null && <p className="mt-2 break-words whitespace-pre-wrap">{synthesis}</p>}
      {synthesis === null && (
        <p className="mt-2 text-fg-3">
          {error ? t('goals.noSynthesis', { why: error.message }) : t('goals.concluding')}
        </p>
      )}
      {status === 'failed' && goal.status === 'active' && goal.lastResult?.id === result.id && !asked && (
        <Button
          size="sm"
          className="mt-2"
          offBecause={may.why}
          busy={mend.isPending && t('goals.mending')}
          onClick={() => mend.mutate()}
        >
          {t('goals.mend')}
        </Button>
      )}
    </li>
  );
}
