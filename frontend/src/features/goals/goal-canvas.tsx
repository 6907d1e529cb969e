import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { getWorkflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Canvas } from '../../builder/canvas.js';
import { createCanvasStore } from '../../builder/canvas-store.js';
import { useText } from '../../text/text.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

/** The plan as it stands, to look at; it is changed where every workflow is. `stamp`: the plan may be another one since. */
export function GoalCanvas({ workflowId, stamp }: { workflowId: string; stamp: string }) {
  const t = useText();
  const store = useMemo(createCanvasStore, []);
  const actions = useMemo(
    () => ({ select: (selected: string | null) => store.setState({ selected }), pick: () => undefined }),
    [store],
  );
  const plan = useQuery({
    queryKey: ['workflow', workflowId, 'plan', stamp],
    queryFn: ({ signal }) => call(getWorkflow, { params: { id: workflowId }, signal }),
    placeholderData: (before) => before,
  });
  if (plan.error && !plan.data)
    return <ErrorState title={t('goals.plan.failed')} error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return <Skeleton rows={4} />;
  return (
    <>
      <Canvas
        definition={plan.data.definition}
        store={store}
        actions={actions}
        label={t('goals.plan')}
        footers={false}
      />
      <Link
        to="/workflows/$id"
        params={{ id: workflowId }}
        className="floating absolute top-3 left-3 z-(--z-panel) rounded-md px-3 py-1.5 font-medium hover:underline"
      >
        {t('goals.plan.open')}
      </Link>
    </>
  );
}
