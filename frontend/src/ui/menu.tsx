import { Check, type LucideIcon } from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import { cx } from './cx.js';
import { Kbd } from './badge.js';

/** A menu under its button. */
export function Menu({
  trigger,
  label,
  side = 'bottom',
  align = 'start',
  children,
}: {
  trigger: ReactNode;
  label: string;
  side?: 'top' | 'bottom' | 'right';
  align?: 'start' | 'end';
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="floating appear z-(--z-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-50 overflow-y-auto rounded-md p-1"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const item =
  'flex min-h-8 items-center gap-2.5 rounded-xs px-2 outline-none select-none data-[highlighted]:bg-pressed data-[highlighted]:shadow-none';

export function MenuItem({
  icon: Icon,
  keys,
  danger = false,
  onSelect,
  children,
}: {
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  onSelect(): void;
  children: ReactNode;
}) {
  return (
    <Radix.Item onSelect={onSelect} className={cx(item, danger && 'text-failed')}>
      {Icon && <Icon aria-hidden className={cx('size-4', !danger && 'text-fg-3')} strokeWidth={1.75} />}
      {children}
      {keys && <Kbd className="ml-auto">{keys}</Kbd>}
    </Radix.Item>
  );
}

/** One of several, such as the theme. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChoose(value: Value): void;
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChoose(next as Value)}>
      <Radix.Label className="px-2 pt-2 pb-1 text-micro text-fg-3">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={item}>
          <span className="grid size-4 place-items-center">
            <Radix.ItemIndicator>
              <Check aria-hidden className="size-4 text-fg-2" strokeWidth={1.75} />
            </Radix.ItemIndicator>
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export const MenuLine = () => <Radix.Separator className="my-1 h-px bg-line" />;
