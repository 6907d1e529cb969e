import * as Radix from 'radix-ui/toggle-group';
import type { ReactNode } from 'react';
import { cx } from './cx.js';

/** Two to four views of the same thing. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  size = 'sm',
  className,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange(value: Value): void;
  size?: 'sm' | 'md';
  className?: string;
}) {
  return (
    <Radix.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as Value)}
      className={cx(
        'inline-flex shrink-0 gap-0.5 rounded-sm bg-sunken p-0.5 inset-ring inset-ring-line max-sm:max-w-full max-sm:overflow-x-auto',
        className,
      )}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          className={cx(
            'flex flex-1 items-center justify-center gap-1.25 rounded-xs font-medium whitespace-nowrap text-fg-2 hover:text-fg data-[state=on]:bg-(--seg-on) data-[state=on]:text-fg data-[state=on]:ring data-[state=on]:ring-line-strong',
            size === 'sm'
              ? 'h-5.5 px-2 text-meta pointer-coarse:h-9'
              : 'h-7 px-2.5 text-ui max-sm:px-1.5 pointer-coarse:h-10',
          )}
        >
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
