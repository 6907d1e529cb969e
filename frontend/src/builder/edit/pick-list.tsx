import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { cx } from '../../ui/cx.js';
import type { Place } from './operations.js';

export interface Choice {
  id: string;
  group?: string;
  content: ReactNode;
  aside?: ReactNode;
  /** Why it cannot be chosen. */
  off?: string;
}

const [width, height] = [340, 380];

/** A box with a search field over a list: type, arrows, Enter. Opens where it was asked for, inside the canvas's edges. */
export function PickList({
  label,
  placeholder,
  at,
  choicesOf,
  none,
  footer,
  onChoose,
  onClose,
}: {
  label: string;
  placeholder: string;
  /** On the screen; the middle of the canvas when not given. */
  at: Place | undefined;
  choicesOf(typed: string): readonly Choice[];
  none: string;
  footer?: ReactNode;
  onChoose(id: string): void;
  onClose(): void;
}) {
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const choices = choicesOf(typed);
  const active = Math.min(index, choices.length - 1);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    before.current = document.activeElement;
    field.current?.focus();
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, typed]);
  const close = () => {
    onClose();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const choose = (choice: Choice | undefined) => choice && !choice.off && onChoose(choice.id);
  const left = at ? Math.max(60, Math.min(at.x, innerWidth - width - 12)) : undefined;
  const top = at ? Math.max(56, Math.min(at.y, innerHeight - height - 12)) : undefined;
  return (
    <div
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          close();
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          const by = event.key === 'ArrowDown' ? 1 : -1;
          setIndex((active + by + choices.length) % Math.max(1, choices.length));
        } else if (event.key === 'Enter') {
          event.preventDefault();
          choose(choices[active]);
        }
      }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
      style={at ? { left, top, width } : { width }}
      className={cx(
        'floating-high appear fixed z-(--z-menu) flex max-h-95 flex-col overflow-hidden rounded-xl',
        !at && 'top-[16vh] left-1/2 -translate-x-1/2',
      )}
    >
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
          aria-label={placeholder}
          placeholder={placeholder}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setIndex(0);
          }}
          className="h-10 min-w-0 flex-1 bg-transparent text-read outline-none focus-visible:shadow-none"
        />
      </div>
      <div ref={list} id={id} role="listbox" aria-label={label} className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {choices.map((choice, at) => (
          <div key={choice.id} role="presentation">
            {choice.group !== undefined && choice.group !== choices[at - 1]?.group && (
              <p aria-hidden className="px-2 pt-2 pb-1 text-micro text-fg-3">
                {choice.group}
              </p>
            )}
            <div
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === active}
              aria-disabled={choice.off ? true : undefined}
              title={choice.off}
              onPointerMove={() => at !== active && setIndex(at)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
              className={cx(
                'flex min-h-9 items-center gap-2.5 rounded-sm px-2 py-1',
                at === active && 'bg-pressed',
                choice.off && 'text-fg-off',
              )}
            >
              {choice.content}
              {choice.aside !== undefined && (
                <span className="ml-auto shrink-0 text-meta text-fg-3">{choice.aside}</span>
              )}
            </div>
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p role="status" className="px-3.5 pb-3 text-fg-3">
          {none}
        </p>
      )}
      {footer && <div className="border-t border-line px-3.5 py-2 text-meta text-fg-3">{footer}</div>}
    </div>
  );
}
