import { CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { Workflow } from '#libs/contracts';
import { useFormat, useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { useReason } from '../../../ui/states.js';
import { Tooltip } from '../../../ui/tooltip.js';
import { useNow } from '../../../ui/values.js';
import { useSaveState, type Draft } from './use-draft.js';

/** Whether what is seen is what the server has. */
export function SaveBadge({ draft, workflow }: { draft: Draft; workflow: Workflow }) {
  const t = useText();
  const format = useFormat();
  const state = useSaveState(draft.autosave);
  const now = useNow(10_000);
  const reason = useReason(state.is === 'failed' ? state.error : undefined);
  if (state.is === 'failed')
    return (
      <Tooltip label={reason}>
        <Button size="sm" look="danger-ghost" icon={CloudOff} onClick={() => void draft.autosave.flush()}>
          {t(state.again ? 'builder.save.failed.again' : 'builder.save.failed')}
        </Button>
      </Tooltip>
    );
  if (state.is === 'conflict')
    return (
      <span role="status" className="flex items-center gap-1.25 text-meta font-medium whitespace-nowrap text-waiting">
        <TriangleAlert aria-hidden className="size-3.5" strokeWidth={1.75} />
        {t('builder.save.conflict')}
      </span>
    );
  return (
    <span
      role="status"
      className="flex items-center gap-1.25 text-meta whitespace-nowrap text-fg-3"
      title={format.exact(workflow.updatedAt)}
    >
      {state.is === 'saving' && <LoaderCircle aria-hidden className="spin size-3.5" strokeWidth={1.75} />}
      {state.is === 'saved'
        ? t('workflow.saved', { time: format.time(workflow.updatedAt, now) })
        : t(`builder.save.${state.is}`)}
    </span>
  );
}
