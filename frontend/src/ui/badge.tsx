import type { ReactNode } from 'react';
import { useText } from '../text/text.js';
import { cx } from './cx.js';
import { StatusIcon } from './status-icon.js';
import { tones, type Status } from './tone.js';

/** A status: icon, word and colour together. `bare` in tables; `children` replaces the word ("Waiting for you"). */
export function Badge({
  status,
  bare = false,
  children,
  className,
}: {
  status: Status;
  bare?: boolean;
  children?: ReactNode;
  className?: string;
}) {
  const t = useText();
  return (
    <span
      className={cx(
        'inline-flex h-5 min-w-0 shrink-0 items-center gap-1.25 rounded-xs text-meta font-medium whitespace-nowrap',
        tones[status].text,
        !bare && ['pr-1.75 pl-1.5', tones[status].soft],
        !bare && status === 'skipped' && 'outline outline-dashed -outline-offset-1 outline-line-strong',
        className,
      )}
    >
      <StatusIcon status={status} />
      {children ?? t(`status.${status}`)}
    </span>
  );
}

/** A fact, outlined: a version, a file, "cannot be undone". */
export function Tag({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-xs border border-line-strong bg-surface px-1.5 text-meta font-medium whitespace-nowrap text-fg-2',
        className,
      )}
    >
      {children}
    </span>
  );
}

/** A key to press. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cx(
        'inline-grid h-4.5 min-w-4.5 place-items-center rounded-xs border border-line-strong bg-surface px-1 font-sans text-micro font-medium text-fg-3',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
