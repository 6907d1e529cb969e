import { iconOf, nameOf } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { cx } from '../../ui/cx.js';
import { KindTile } from '../../ui/kind-tile.js';
import type { Span } from './run-state.js';
import type { TimelineRow } from './timeline-rows.js';
import { laneGrid } from './lane-grid.js';
import type { TimeScale } from './timeline.js';

const fills: Record<Span['outcome'], string> = {
  running: 'bg-running-solid rounded-l-xs',
  succeeded: 'bg-succeeded-solid rounded-xs',
  failed: 'bg-failed-solid rounded-xs',
  unknown: 'bg-unknown-solid rounded-xs',
  waiting: 'hatch-wait rounded-xs',
};

/** One step: its attempts on one line, red, dotted back-off, green; a wait is hatched. */
export function Lane({
  row,
  scale,
  now,
  selected,
  onSelect,
}: {
  row: TimelineRow;
  scale: TimeScale;
  now: number;
  selected: boolean;
  onSelect(): void;
}) {
  const t = useText();
  const format = useFormat();
  const { step, node, depth } = row;
  const name = nameOf(node.node);
  const first = step.spans[0];
  const last = step.spans.at(-1);
  const total = first && last ? (last.to ?? now) - first.from : null;
  const percent = (at: number) => scale.x(at) * 100;
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={onSelect}
      className={cx(laneGrid, 'h-8.5 w-full text-left hover:bg-hover', selected && 'chosen hover:chosen')}
    >
      <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: `${depth}rem` }}>
        <KindTile kind={node.node.kind} icon={iconOf(node.node.kind)} size="sm" />
        <span className="truncate font-medium" title={name}>
          {name}
        </span>
        <span className="sr-only">{t(`status.${step.status}`)}</span>
      </span>
      <span className="relative block h-full">
        {step.spans.map((span, index) => {
          const before = step.spans[index - 1];
          const left = percent(span.from);
          const right = percent(span.to ?? now);
          return (
            <span key={index}>
              {before && before.to !== null && span.from > before.to && (
                <span
                  className="absolute top-4 border-t-[1.5px] border-dotted border-(--n-500)"
                  style={{ left: `${percent(before.to)}%`, width: `${left - percent(before.to)}%` }}
                />
              )}
              <span
                title={`${t(`status.${span.outcome}`)}, ${format.duration((span.to ?? now) - span.from)}`}
                className={cx('absolute top-2.75 h-3 min-w-1', fills[span.outcome])}
                style={{ left: `min(${left}%, calc(100% - 0.25rem))`, width: `${Math.max(0, right - left)}%` }}
              />
            </span>
          );
        })}
      </span>
      <span className="text-right text-meta text-fg-2 tabular-nums">{format.duration(total, true)}</span>
    </button>
  );
}
