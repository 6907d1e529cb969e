import { useEffect, useState } from 'react';
import { useFormat } from '../text/text.js';
import { cx } from './cx.js';
import { Tooltip } from './tooltip.js';

/** The current time, again every `everyMs`; stands still while `everyMs` is 0. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === 0) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** A time as people say it; the exact time stands in the tooltip. */
export function Time({ at, className }: { at: string | null | undefined; className?: string }) {
  const format = useFormat();
  const now = useNow(10_000);
  if (!at) return <span className={className}>{format.time(null)}</span>;
  return (
    <Tooltip label={format.exact(at)}>
      <time dateTime={at} className={cx('tabular-nums', className)}>
        {format.time(at, now)}
      </time>
    </Tooltip>
  );
}

/** How long something took, or has been taking. */
export function Duration({ from, to, className }: { from: string | null; to: string | null; className?: string }) {
  const format = useFormat();
  const now = useNow(from && !to ? 1000 : 0);
  const ms = from ? (to ? Date.parse(to) : Math.max(now, Date.parse(from))) - Date.parse(from) : null;
  return <span className={cx('tabular-nums', className)}>{format.duration(ms)}</span>;
}

/** Model cost, in micro-dollars. */
export function Money({ micros, className }: { micros: number | null | undefined; className?: string }) {
  return <span className={cx('tabular-nums', className)}>{useFormat().money(micros)}</span>;
}

/** The last letters of an id: enough to tell two apart, short enough to read aloud. */
export const shortId = (id: string): string => id.slice(-5).toUpperCase();
