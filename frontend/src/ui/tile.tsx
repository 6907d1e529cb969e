import type { LucideIcon } from 'lucide-react';
import { cx } from './cx.js';

/** Who acts: the platform, a model, a person, the outside world; a start begins it all. */
export type Family = 'start' | 'logic' | 'think' | 'people' | 'outside';

const looks: Record<Family, string> = {
  start: 'bg-tile-start text-tile-start-ink',
  logic: 'bg-tile-logic text-tile-logic-ink',
  think: 'bg-tile-think text-tile-think-ink',
  people: 'bg-tile-people text-tile-people-ink',
  outside: 'bg-tile-outside text-tile-outside-ink',
};

/** Says who acts. It never says how it went: that is the status's work. */
export function Tile({
  family,
  icon: Icon,
  size = 'md',
  hollow = false,
  className,
}: {
  family: Family;
  icon: LucideIcon;
  size?: 'md' | 'sm';
  /** Skipped, or not yet there. */
  hollow?: boolean;
  className?: string | undefined;
}) {
  return (
    <span
      aria-hidden
      className={cx(
        'grid shrink-0 place-items-center',
        size === 'md' ? 'size-8 rounded-md' : 'size-6 rounded-sm',
        hollow ? 'text-fg-3 inset-ring inset-ring-line-strong' : looks[family],
        className,
      )}
    >
      <Icon className={size === 'md' ? 'size-4.5' : 'size-3.5'} strokeWidth={1.75} />
    </span>
  );
}
