import { Fragment, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { stored } from '../app/stored.js';

/** No pane gets narrower than this share of the whole. */
const least = 18;
const step = 2;

/** Widths after the border behind a pane went to a place, in percent; only its two neighbours give and take. */
export function resized(widths: readonly number[], border: number, place: number): number[] {
  const start = widths.slice(0, border).reduce((sum, width) => sum + width, 0);
  const [left = 0, right = 0] = [widths[border], widths[border + 1]];
  const to = Math.min(left + right - least, Math.max(least, place - start));
  const next = [...widths];
  next[border] = to;
  next[border + 1] = left + right - to;
  return next;
}

/** What was remembered, when it fits. */
export function readWidths(text: string | null, usual: readonly number[]): readonly number[] {
  const widths = (text ?? '').split(' ').map(Number);
  const sum = widths.reduce((whole, width) => whole + width, 0);
  const fits = widths.length === usual.length && widths.every((width) => width >= least) && Math.abs(sum - 100) < 0.5;
  return fits ? widths : usual;
}

/** Panes side by side. The borders take the mouse and the arrow keys, a double click puts them back; where they stand is remembered. */
export function Split({
  name,
  usual,
  labels,
  children,
}: {
  /** Of the memory. */
  name: string;
  /** Percent, one for each pane. */
  usual: readonly number[];
  /** Of the borders, from the left. */
  labels: readonly string[];
  children: readonly ReactNode[];
}) {
  const [memory] = useState(() => stored(`aaas.panes.${name}`));
  const [widths, setWidths] = useState(() => readWidths(memory.read(), usual));
  const frame = useRef<HTMLDivElement>(null);
  const take = (next: readonly number[]) => {
    setWidths(next);
    memory.write(next.map((width) => width.toFixed(1)).join(' '));
  };
  const placeOf = (border: number) => widths.slice(0, border + 1).reduce((sum, width) => sum + width, 0);
  const onKeyDown = (border: number) => (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    take(resized(widths, border, placeOf(border) + by));
  };
  const onPointerMove = (border: number) => (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current?.getBoundingClientRect();
    if (box) take(resized(widths, border, ((event.clientX - box.left) / box.width) * 100));
  };
  return (
    <div
      ref={frame}
      className="grid h-full"
      style={{ gridTemplateColumns: widths.map((width) => `minmax(0,${width}fr)`).join(' 1px ') }}
    >
      {children.map((pane, at) => (
        <Fragment key={at}>
          {at > 0 && (
            <div
              role="separator"
              tabIndex={0}
              aria-orientation="vertical"
              aria-label={labels[at - 1]}
              aria-valuemin={least}
              aria-valuemax={100 - least}
              aria-valuenow={Math.round(placeOf(at - 1))}
              onKeyDown={onKeyDown(at - 1)}
              onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
              onPointerMove={onPointerMove(at - 1)}
              onDoubleClick={() => take(usual)}
              className="relative z-(--z-sticky) touch-none bg-line after:absolute after:inset-y-0 after:-inset-x-1 after:cursor-col-resize hover:bg-accent focus-visible:bg-accent"
            />
          )}
          <div className="grid min-h-0 min-w-0">{pane}</div>
        </Fragment>
      ))}
    </div>
  );
}
