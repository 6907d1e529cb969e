import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { getGoal, type Goal } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { GoalActions } from './goal-actions.js';
import { GoalBadge } from './goal-badge.js';
import { GoalCanvas } from './goal-canvas.js';
import { GoalSide } from './goal-side.js';

/** How soon it is looked again, while a model works or runs come and go. Milliseconds; false is never. */
const againMs = (goal: Goal | undefined): number | false => {
  if (goal?.status === 'planning') return 1_000;
  return goal?.status === 'active' || goal?.status === 'paused' ? 4_000 : false;
};

/** A goal: the sentence, what is asked back, the plan on the canvas, and what came of it. */
export function GoalPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/goals/$id' });
  const goal = useQuery({
    queryKey: ['goal', id],
    queryFn: ({ signal }) => call(getGoal, { params: { id }, signal }),
    refetchInterval: ({ state }) => againMs(state.data),
  });
  useTitle(goal.data && (goal.data.name || goal.data.objective));
  if (goal.data) return <GoalRoom key={id} goal={goal.data} />;
  if (!goal.error) return <Skeleton rows={8} />;
  return (
    <Page title={t('goals.title')}>
      <ErrorState title={t('goals.loadFailed')} error={goal.error} onRetry={() => void goal.refetch()} />
    </Page>
  );
}

function GoalRoom({ goal }: { goal: Goal }) {
  const t = useText();
  return (
    <div className="flex h-full flex-col bg-surface">
      <TopBar>
        <Crumbs
          parents={[
            <Link key="all" to="/goals" search={{}} className="rounded-xs hover:underline">
              {t('nav.goals')}
            </Link>,
          ]}
          title={goal.name || goal.objective}
        />
        <span className="flex items-center max-md:hidden">
          <GoalBadge status={goal.status} />
        </span>
        <div className="ml-auto flex items-center gap-2 py-1.5">
          <GoalActions goal={goal} />
        </div>
      </TopBar>
      <div className="flex min-h-0 flex-1 max-lg:flex-col max-lg:overflow-auto">
        <section
          aria-label={t('goals.plan')}
          className="relative min-h-80 flex-1 bg-canvas max-lg:flex-none max-lg:basis-96"
        >
          {goal.workflowId === null ? (
            <div className="p-4">
              <EmptyState
                title={t(`goals.noPlan.${goal.status === 'planning' || goal.status === 'clarifying' ? 'yet' : 'none'}`)}
              />
            </div>
          ) : (
            <GoalCanvas workflowId={goal.workflowId} stamp={goal.updatedAt} />
          )}
        </section>
        <aside
          aria-label={t('goals.about')}
          className="border-line lg:w-104 lg:shrink-0 lg:overflow-auto lg:border-l max-lg:border-t"
        >
          <GoalSide goal={goal} />
        </aside>
      </div>
    </div>
  );
}
