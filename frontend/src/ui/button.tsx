import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx.js';
import { Kbd } from './badge.js';
import { Tooltip } from './tooltip.js';

export type ButtonLook = 'ink' | 'outline' | 'ghost' | 'danger' | 'danger-ghost' | 'danger-solid';

const looks: Record<ButtonLook, string> = {
  ink: 'border-ink bg-ink text-on-ink shadow-1 hover:border-ink-hover hover:bg-ink-hover',
  outline: 'border-line-strong bg-surface text-fg hover:bg-hover active:bg-pressed',
  ghost: 'border-transparent text-fg-2 hover:bg-hover hover:text-fg active:bg-pressed',
  danger: 'border-line-strong bg-surface text-failed hover:bg-failed-soft',
  'danger-ghost': 'border-transparent text-failed hover:bg-failed-soft',
  'danger-solid': 'border-failed-solid bg-failed-solid text-on-ink hover:brightness-95',
};
const off = 'border-line bg-surface text-fg-off shadow-none';

/** Classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook = 'outline', size: 'md' | 'sm' = 'md', icon = false) =>
  cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm border font-medium whitespace-nowrap transition-colors duration-(--fast) select-none',
    size === 'md' ? 'h-(--control) text-ui' : 'h-(--control-sm) text-meta',
    icon ? (size === 'md' ? 'w-(--control)' : 'w-(--control-sm)') : size === 'md' ? 'px-3' : 'px-2.5',
    looks[look],
  );

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  look?: ButtonLook;
  size?: 'md' | 'sm';
  icon?: LucideIcon;
  /** What it is doing: "Publishing". The button keeps its width and takes no second press. */
  busy?: string | false;
  /** Why it cannot be pressed. It stays focusable, so that the reason can be read. */
  offBecause?: string | false | null;
  keys?: string;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** Verb and object: "Approve refund". One ink button per pane. */
export function Button({
  look = 'outline',
  size = 'md',
  icon: Icon,
  busy,
  offBecause,
  keys,
  children,
  ...rest
}: Props) {
  const still = Boolean(busy || offBecause);
  const button = (
    <button
      type="button"
      {...rest}
      onClick={still ? (event) => event.preventDefault() : rest.onClick}
      aria-disabled={still || undefined}
      aria-busy={busy ? true : undefined}
      className={cx(
        buttonClass(offBecause ? 'outline' : look, size),
        offBecause && [off, 'hover:bg-surface hover:text-fg-off'],
        rest.className,
      )}
    >
      {busy ? (
        <LoaderCircle aria-hidden className="spin -ml-0.5 size-4" strokeWidth={1.75} />
      ) : (
        Icon && <Icon aria-hidden className={cx('-ml-0.5 size-4', iconTone(look, offBecause))} strokeWidth={1.75} />
      )}
      <span className="min-w-0 truncate">{busy || children}</span>
      {keys && !busy && (
        <Kbd className="-mr-1 hidden border-current/35 bg-transparent text-inherit sm:inline-grid">{keys}</Kbd>
      )}
    </button>
  );
  return offBecause ? <Tooltip label={offBecause}>{button}</Tooltip> : button;
}

const iconTone = (look: ButtonLook, offBecause: unknown) =>
  (look === 'outline' || look === 'ghost') && !offBecause && 'text-fg-2';

interface IconProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  label: string;
  icon: LucideIcon;
  look?: ButtonLook;
  size?: 'md' | 'sm';
  side?: 'top' | 'right' | 'bottom' | 'left';
  off?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button without words on it: the tooltip and the accessible name say what it does. */
export function IconButton({ label, icon: Icon, look = 'ghost', size = 'md', side, off: isOff, ...rest }: IconProps) {
  return (
    <Tooltip label={label} side={side ?? 'top'}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        aria-disabled={isOff || undefined}
        onClick={isOff ? undefined : rest.onClick}
        className={cx(buttonClass(look, size, true), isOff && 'text-fg-off hover:bg-transparent', rest.className)}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </button>
    </Tooltip>
  );
}
