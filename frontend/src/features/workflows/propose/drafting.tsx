import { LoaderCircle } from 'lucide-react';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import type { Proposing } from './proposals.js';

/** A model is drafting: how far it is, and how to call it off. */
export function Drafting({
  proposing,
  onCancel,
  shown = false,
}: {
  proposing: Extract<Proposing, { is: 'working' }>;
  onCancel(): void;
  /** Shows the wish as well. */
  shown?: boolean;
}) {
  const t = useText();
  const { phase, steps, objective } = proposing;
  const words =
    phase === 'mending'
      ? t('propose.mending')
      : steps === 0
        ? t('propose.thinking')
        : t('propose.drafting', { count: steps });
  return (
    <div className="flex items-start gap-3">
      <LoaderCircle aria-hidden className="spin mt-0.5 size-4 shrink-0 text-running" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <p role="status" className="font-medium">
          {words}
        </p>
        {shown && <p className="mt-0.5 line-clamp-3 text-fg-2">{objective}</p>}
      </div>
      <Button size="sm" onClick={onCancel}>
        {t('propose.cancel')}
      </Button>
    </div>
  );
}
