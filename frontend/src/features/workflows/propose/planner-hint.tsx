import { Link } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import { useMay } from '../../../app/may.js';
import { useText } from '../../../text/text.js';

/** Why nothing can be drafted here, and what would help. */
export function PlannerHint() {
  const t = useText();
  const may = useMay('ai:admin');
  return (
    <p className="flex items-start gap-2 rounded-md border border-line bg-sunken px-3 py-2 text-fg-2">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
      <span className="min-w-0">
        {t('propose.noModel')}{' '}
        {may.ok ? (
          <Link to="/administration/providers" className="link">
            {t('propose.noModel.do')}
          </Link>
        ) : (
          t('propose.noModel.ask')
        )}
      </span>
    </p>
  );
}
