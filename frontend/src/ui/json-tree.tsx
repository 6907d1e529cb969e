import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '../text/text.js';
import { Covered, isCovered } from './covered.js';
import { cx } from './cx.js';

/** How many children of one list or object are shown before the rest is asked for. */
const shown = 100;

/** JSON to read: short values in full, deep or long ones folded. */
export function JsonTree({ value, className }: { value: unknown; className?: string }) {
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label="JSON"
      className={cx('overflow-auto rounded-sm bg-sunken px-3 py-2 font-mono text-meta leading-5 text-fg-2', className)}
    >
      <Value value={value} depth={0} tail="" />
    </div>
  );
}

function Value({ value, depth, name, tail }: { value: unknown; depth: number; name?: string; tail: string }) {
  const label: ReactNode = name !== undefined && (
    <>
      <span className="text-fg">{JSON.stringify(name)}</span>
      <span className="text-fg-3">: </span>
    </>
  );
  const hidden = isCovered(name, value);
  if (value !== null && typeof value === 'object' && !hidden)
    return <Branch value={value} depth={depth} label={label} tail={tail} />;
  return (
    <div className="pl-4 break-words whitespace-pre-wrap">
      {label}
      {hidden ? <Covered value={JSON.stringify(value)} /> : <Leaf value={value} />}
      <span className="text-fg-3">{tail}</span>
    </div>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') return <span className="text-succeeded">{JSON.stringify(value)}</span>;
  if (typeof value === 'number') return <span className="text-accent-text">{String(value)}</span>;
  return <span className="text-fg-2">{String(value ?? null)}</span>;
}

function Branch({ value, depth, label, tail }: { value: object; depth: number; label: ReactNode; tail: string }) {
  const t = useText();
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, setOpen] = useState(depth < 2 || entries.length <= 3);
  const [all, setAll] = useState(false);
  const [opening, closing] = list ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0)
    return (
      <div className="pl-4">
        {label}
        <span className="text-fg-3">{opening + closing + tail}</span>
      </div>
    );
  const visible = all ? entries : entries.slice(0, shown);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start rounded-xs text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cx(
            'mt-1 mr-0.5 size-3.5 shrink-0 text-fg-3 transition-transform duration-(--fast)',
            open && 'rotate-90',
          )}
        />
        <span>
          {label}
          <span className="text-fg-3">{open ? opening : `${opening} ${entries.length} ${closing}${tail}`}</span>
        </span>
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-1.5">
          {visible.map(([key, child], index) => (
            <Value
              key={key}
              value={child}
              depth={depth + 1}
              name={list ? undefined : key}
              tail={index < entries.length - 1 ? ',' : ''}
            />
          ))}
          {visible.length < entries.length && (
            <button type="button" className="link ml-4 font-sans" onClick={() => setAll(true)}>
              {t('do.loadMore')} ({entries.length - visible.length})
            </button>
          )}
        </div>
      )}
      {open && <div className="pl-4 text-fg-3">{closing + tail}</div>}
    </div>
  );
}
