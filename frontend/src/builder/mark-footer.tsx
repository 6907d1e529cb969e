import {
  CircleCheck,
  History,
  OctagonX,
  Pencil,
  Pin,
  Plus,
  Trash2,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { cx } from '../ui/cx.js';
import type { Mark } from './canvas-store.js';

const icons: Record<Mark['icon'], LucideIcon> = {
  pin: Pin,
  stale: History,
  problem: TriangleAlert,
  tested: CircleCheck,
  failed: OctagonX,
  added: Plus,
  changed: Pencil,
  removed: Trash2,
};
const tones: Partial<Record<Mark['icon'], string>> = {
  problem: 'text-failed',
  failed: 'text-failed',
  tested: 'text-succeeded',
  added: 'text-succeeded',
  changed: 'text-accent-text',
  removed: 'text-failed',
};

/** 26 px under a step while it is built: pinned, stale, tested, or the first problem. */
export function MarkFooter({ mark }: { mark: Mark }) {
  const Icon = icons[mark.icon];
  return (
    <div
      className={cx(
        'node-footer flex h-6.5 items-center gap-1.25 rounded-b-lg border-t border-line px-3 text-micro font-medium whitespace-nowrap',
        tones[mark.icon] ?? 'text-fg-2',
      )}
    >
      <Icon aria-hidden className="size-3.25 shrink-0" strokeWidth={1.75} />
      <span className="node-detail min-w-0 truncate" title={mark.text}>
        {mark.text}
      </span>
      {mark.right && <span className="node-detail ml-auto pl-2 font-normal text-fg-3 tabular-nums">{mark.right}</span>}
    </div>
  );
}
