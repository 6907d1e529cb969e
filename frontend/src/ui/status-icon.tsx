import {
  Ban,
  CircleCheck,
  CircleEllipsis,
  CirclePause,
  CircleQuestionMark,
  Hourglass,
  LoaderCircle,
  OctagonX,
  RedoDot,
  type LucideIcon,
} from 'lucide-react';
import { cx } from './cx.js';
import { tones, type Status } from './tone.js';

const icons: Record<Status, LucideIcon> = {
  queued: CircleEllipsis,
  pending: CircleEllipsis,
  running: LoaderCircle,
  waiting: Hourglass,
  paused: CirclePause,
  succeeded: CircleCheck,
  failed: OctagonX,
  skipped: RedoDot,
  cancelled: Ban,
  unknown: CircleQuestionMark,
};

/** The icon of a status in its colour. Decorative: the word stands beside it. */
export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const Icon = icons[status];
  return (
    <Icon
      aria-hidden
      strokeWidth={2.1}
      className={cx('size-3.25 shrink-0', tones[status].solid, status === 'running' && 'spin', className)}
    />
  );
}
