import type { ReactNode } from 'react';

/** Title of one of the three panes, with its views at the right. */
export const PaneHead = ({ title, badge, children }: { title: string; badge?: ReactNode; children?: ReactNode }) => (
  <div className="flex min-h-11 shrink-0 items-center gap-2 px-4">
    <h3 className="font-semibold whitespace-nowrap">{title}</h3>
    {badge}
    <span className="ml-auto flex items-center gap-2">{children}</span>
  </div>
);
