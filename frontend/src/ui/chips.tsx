import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '../text/text.js';

/** Chips with a field behind them: Enter or a comma adds, Backspace takes the last one away. */
export function Chips({
  id,
  label,
  describedBy,
  items,
  textOf = String,
  options = [],
  placeholder,
  onChange,
  wordOf,
}: {
  id: string;
  label?: string;
  describedBy?: string | undefined;
  items: readonly unknown[];
  textOf?(item: unknown): string;
  wordOf?(text: string): ReactNode;
  options?: readonly { value: string; label: string }[];
  placeholder: string;
  onChange(items: unknown[]): void;
}) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const value = text.trim();
    setTyped('');
    if (value !== '' && !items.some((item) => textOf(item) === value)) onChange([...items, value]);
  };
  return (
    <div className="field flex min-h-(--control) flex-wrap items-center gap-1 px-1.5 py-1">
      {items.map((item, index) => (
        <span
          key={index}
          className="inline-flex h-5.5 max-w-full items-center gap-0.5 rounded-xs border border-line-strong bg-surface pl-1.5 text-meta"
        >
          <span className="truncate">{wordOf ? wordOf(textOf(item)) : textOf(item)}</span>
          <button
            type="button"
            aria-label={t('panel.remove', { what: textOf(item) })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
            className="grid size-5 place-items-center rounded-xs text-fg-3 hover:text-fg"
          >
            <X aria-hidden className="size-3" strokeWidth={1.75} />
          </button>
        </span>
      ))}
      <input
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        list={options.length > 0 ? `${id}-options` : undefined}
        value={typed}
        placeholder={placeholder}
        onChange={(event) => {
          const { value } = event.target;
          if (value.endsWith(',') || options.some((option) => option.value === value)) add(value.replace(/,$/, ''));
          else setTyped(value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            add(typed);
          } else if (event.key === 'Backspace' && typed === '' && items.length > 0) onChange(items.slice(0, -1));
        }}
        onBlur={() => add(typed)}
        className="h-6 min-w-28 flex-1 bg-transparent px-1 outline-none focus-visible:shadow-none"
      />
      {options.length > 0 && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}
