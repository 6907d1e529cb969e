import * as Radix from 'radix-ui/switch';
import type { ReactNode } from 'react';

/** Acts at once; for a choice that waits for "Save" use a checkbox. */
export function Switch({
  label,
  checked,
  off = false,
  onChange,
}: {
  label: ReactNode;
  checked: boolean;
  off?: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label className="inline-flex items-center gap-2">
      <Radix.Root
        checked={checked}
        disabled={off}
        onCheckedChange={onChange}
        className="relative h-4.5 w-7.5 shrink-0 rounded-full bg-(--line-control) transition-colors duration-(--fast) data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-(--surface) transition-transform duration-(--fast) data-[state=checked]:translate-x-3.5" />
      </Radix.Root>
      {label}
    </label>
  );
}
