import type { ReactNode } from 'react';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';

/** A row of figures, four at most. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <Card>
      <dl className="-mt-px -ml-px grid grid-cols-2 md:grid-cols-4">{children}</dl>
    </Card>
  );
}

export function Figure({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  return (
    <div className="min-w-0 border-t border-l border-line px-4 py-3.5">
      <dt className="truncate text-fg-2">{label}</dt>
      <dd>
        <span className="my-0.5 block truncate text-figure font-semibold tracking-(--track-tight) tabular-nums">
          {value}
        </span>
        <span className="block truncate text-meta text-fg-3">{children}</span>
      </dd>
    </div>
  );
}

/** "12% more than the 30 days before". Says nothing good or bad: more is neither. */
export function Change({ share, than }: { share: number | null; than: string }) {
  const t = useText();
  const format = useFormat();
  if (share === null) return t('reports.noComparison');
  if (Math.abs(share) < 0.005) return t('reports.same', { than });
  return t(share > 0 ? 'reports.more' : 'reports.less', { share: format.percent(Math.abs(share)), than });
}
