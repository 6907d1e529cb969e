import { cx } from './cx.js';

const fills = { normal: 'bg-chart-1', waiting: 'bg-waiting-solid', failed: 'bg-failed-solid' };

/** How much of a bound is used. `mark` is the share at which somebody is told. The words stand beside it. */
export function Meter({
  share,
  also = 0,
  mark,
  tone = 'normal',
  label,
  className,
}: {
  /** 0 to 1; more is drawn as full. */
  share: number;
  /** What comes on top, lighter: reserved, or expected. */
  also?: number;
  mark?: number | null;
  tone?: keyof typeof fills;
  label: string;
  className?: string;
}) {
  const used = Math.min(1, Math.max(0, share));
  const more = Math.min(1 - used, Math.max(0, also));
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(used * 100)}
      className={cx('relative h-1.5 w-full rounded-full bg-pressed', className)}
    >
      <div className="flex h-full overflow-hidden rounded-full">
        <span className={fills[tone]} style={{ width: `${used * 100}%` }} />
        <span className={cx(fills[tone], 'opacity-35')} style={{ width: `${more * 100}%` }} />
      </div>
      {mark !== null && mark !== undefined && (
        <span className="absolute -inset-y-0.5 w-0.5 bg-waiting-solid" style={{ left: `${mark * 100}%` }} />
      )}
    </div>
  );
}
