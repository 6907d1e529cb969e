import { OctagonX } from 'lucide-react';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Drafting } from './drafting.js';
import { endProposing, useProposing } from './proposals.js';

/** Above a canvas with steps: a model is drafting a change, or could not. */
export function WishBar({ workflowId, onOpen }: { workflowId: string; onOpen(): void }) {
  const t = useText();
  const proposing = useProposing(workflowId);
  if (proposing?.is !== 'working' && proposing?.is !== 'failed') return null;
  return (
    <div className="floating absolute top-3 left-1/2 z-(--z-panel) w-100 max-w-[calc(100%-1.5rem)] -translate-x-1/2 rounded-md p-3">
      {proposing.is === 'working' ? (
        <Drafting proposing={proposing} onCancel={() => endProposing(workflowId)} shown />
      ) : (
        <div role="alert" className="flex items-center gap-2.5">
          <OctagonX aria-hidden className="size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
          <span className="min-w-0 flex-1 text-failed">{t('propose.failed')}</span>
          <Button size="sm" onClick={onOpen}>
            {t('propose.look')}
          </Button>
          <Button size="sm" look="ghost" onClick={() => endProposing(workflowId)}>
            {t('do.dismiss')}
          </Button>
        </div>
      )}
    </div>
  );
}
