import * as Radix from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import { cx } from './cx.js';

export interface TabSpec<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: ReactNode;
}

/** Looks of one tab, for tabs that are links as well. */
export const tabClass =
  'flex items-center gap-1.5 border-y-2 border-transparent px-2.5 font-medium whitespace-nowrap text-fg-2 hover:text-fg data-[state=active]:border-b-accent data-[state=active]:text-fg';

/** Sections of a pane. The list fills the height of the bar it stands in. */
export function Tabs<Value extends string>({
  value,
  onChange,
  tabs,
  label,
  className,
  listClassName,
  bar,
  children,
}: {
  value: Value;
  onChange(value: Value): void;
  tabs: readonly TabSpec<Value>[];
  label: string;
  className?: string;
  listClassName?: string;
  /** Puts the list into a bar with other things. */
  bar?: (list: ReactNode) => ReactNode;
  children: ReactNode;
}) {
  const list = (
    <Radix.List aria-label={label} className={cx('flex gap-0.5 self-stretch overflow-x-auto', listClassName)}>
      {tabs.map((tab) => (
        <Radix.Trigger key={tab.value} value={tab.value} className={cx(tabClass, 'focus-visible:-outline-offset-2')}>
          {tab.label}
          {tab.count !== undefined && <span className="font-normal text-fg-3 tabular-nums">{tab.count}</span>}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)} className={className}>
      {bar ? bar(list) : list}
      {children}
    </Radix.Root>
  );
}

export function TabPanel({
  value,
  className,
  keep = false,
  children,
}: {
  value: string;
  className?: string;
  /** Stays mounted, unseen, while another tab is shown: what was typed in it stays. */
  keep?: boolean;
  children: ReactNode;
}) {
  return (
    <Radix.Content
      value={value}
      {...(keep ? { forceMount: true as const } : {})}
      className={cx(className, keep && 'data-[state=inactive]:hidden')}
    >
      {children}
    </Radix.Content>
  );
}
