import type { ReactNode } from 'react';
import { cx } from '../ui/cx.js';

/** A list or form page: title row, then what it holds. Without a top bar. */
export function Page({
  title,
  aside,
  actions,
  children,
  narrow = false,
}: {
  title: ReactNode;
  /** Count or date, beside the title. */
  aside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}) {
  return (
    <div className="min-h-full bg-canvas px-4 py-6 sm:px-8">
      <div className="mx-auto max-w-(--page-max)">
        <div className={cx(narrow && 'max-w-(--read-max)')}>
          <header className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
            <div className="flex min-w-0 flex-wrap items-center gap-x-2">
              <h1 className="min-w-0 text-title tracking-(--track-tight) wrap-break-word">{title}</h1>
              {aside !== undefined && <span className="pt-1 text-fg-3 tabular-nums">{aside}</span>}
            </div>
            {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
          </header>
          {children}
        </div>
      </div>
    </div>
  );
}

/** 48 px where an object is open: breadcrumb, state, tabs, then the actions; the one ink button is last. */
export function TopBar({ children }: { children: ReactNode }) {
  return (
    <header className="flex min-h-(--topbar) shrink-0 flex-wrap items-stretch gap-x-3 border-b border-line bg-surface px-4">
      {children}
    </header>
  );
}

/** Where this is. The last part is the page's title. */
export function Crumbs({ parents, title }: { parents: readonly ReactNode[]; title: ReactNode }) {
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1.5 max-sm:min-h-11">
      {parents.map((parent, index) => (
        <span key={index} className="flex min-w-0 shrink items-center gap-1.5 max-sm:hidden">
          <span className="truncate text-fg-2">{parent}</span>
          <span aria-hidden className="text-fg-off">
            /
          </span>
        </span>
      ))}
      <h1 className="min-w-0 truncate text-ui">{title}</h1>
    </nav>
  );
}
