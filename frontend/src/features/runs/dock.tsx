import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { stored } from '../../app/stored.js';
import { useText } from '../../text/text.js';

const memory = stored('aaas.dock');
const [least, most, usual] = [28, 70, 37];
const within = (value: number) => Math.min(most, Math.max(least, value));

/** The details below the canvas, when there are some: what is above stays as it is. 28 to 70% of the height, remembered. The handle takes the mouse and the arrow keys. */
export function Dock({ above, children }: { above: ReactNode; children: ReactNode }) {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(() => within(Number(memory.read()) || usual));
  const change = (value: number) => {
    const next = Math.round(within(value) * 10) / 10;
    setHeight(next);
    memory.write(String(next));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? 4 : event.key === 'ArrowDown' ? -4 : 0;
    if (by === 0) return;
    event.preventDefault();
    change(height + by);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current?.getBoundingClientRect();
    if (box) change(((box.bottom - event.clientY) / box.height) * 100);
  };
  return (
    <div ref={frame} className="flex min-h-0 flex-1 flex-col">
      {above}
      {children && (
        <div
          className="relative min-h-0 shrink-0 border-t border-line-strong bg-surface"
          style={{ height: `${height}%` }}
        >
          <div
            role="separator"
            tabIndex={0}
            aria-orientation="horizontal"
            aria-label={t('run.resize')}
            aria-valuemin={least}
            aria-valuemax={most}
            aria-valuenow={Math.round(height)}
            onKeyDown={onKeyDown}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={onPointerMove}
            onDoubleClick={() => change(usual)}
            className="absolute -top-1.5 left-1/2 z-(--z-panel) flex h-4 w-24 -translate-x-1/2 cursor-row-resize touch-none items-center justify-center rounded-full"
          >
            <span className="h-0.75 w-9 rounded-full bg-line-strong" />
          </div>
          {children}
        </div>
      )}
    </div>
  );
}
