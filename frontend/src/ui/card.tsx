import type { ReactNode } from 'react';
import { cx } from './cx.js';

/** One frame around what belongs together. Cards are never nested. */
export function Card({
  title,
  count,
  action,
  children,
  className,
}: {
  title?: ReactNode;
  count?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cx('overflow-hidden rounded-md border border-line bg-surface', className)}>
      {title && (
        <div className="flex min-h-11 items-center gap-2 border-b border-line px-4 py-0.75">
          <h2 className="text-ui">{title}</h2>
          {count !== undefined && <span className="text-fg-3 tabular-nums">{count}</span>}
          {action && <span className="ml-auto flex items-center gap-2">{action}</span>}
        </div>
      )}
      {title ? <div>{children}</div> : children}
    </section>
  );
}
