import { useFormat } from '../../text/text.js';
import { cx } from '../../ui/cx.js';
import type { TimeScale } from './timeline.js';

/** Clock times where work begins, lengths where a wait is folded, and the knob with the moment shown. */
export function TimeRuler({ scale, moment }: { scale: TimeScale; moment: number }) {
  const format = useFormat();
  const knob = scale.x(moment) * 100;
  return (
    <>
      {scale.segments.map((segment) => {
        const middle = segment.folded;
        // A label needs room, and must not lie under the knob.
        const left = segment.start * 100;
        const anchor = middle ? left + segment.width * 50 : left;
        const hidden = (segment.width < 0.08 && !middle) || Math.abs(anchor - knob) < 11 || left > 90;
        return (
          !hidden && (
            <span
              key={segment.from}
              className={cx(
                'pointer-events-none absolute top-1.25 text-micro whitespace-nowrap text-fg-3 tabular-nums',
                middle && 'text-center',
              )}
              style={{ left: `${left}%`, width: middle ? `${segment.width * 100}%` : undefined }}
            >
              {middle ? format.duration(segment.to - segment.from, true) : format.clock(segment.from)}
            </span>
          )
        );
      })}
      <span aria-hidden className="pointer-events-none absolute top-0.5 bottom-0" style={{ left: `${knob}%` }}>
        <span
          className="absolute top-0 h-5 rounded-xs bg-accent px-1.5 py-0.5 text-micro font-semibold whitespace-nowrap text-on-accent tabular-nums"
          style={{ transform: knob > 92 ? 'translateX(-58%)' : knob < 8 ? 'translateX(-10%)' : 'translateX(-50%)' }}
        >
          {format.clock(moment)}
        </span>
      </span>
    </>
  );
}

/** Folds and the moment shown, over all lanes. */
export function LaneOverlay({ scale, moment }: { scale: TimeScale; moment: number }) {
  return (
    <div aria-hidden className="relative h-full">
      {scale.segments.map(
        (segment) =>
          segment.folded && (
            <span
              key={segment.from}
              className="hatch-fold absolute inset-y-0"
              style={{ left: `${segment.start * 100}%`, width: `${segment.width * 100}%` }}
            />
          ),
      )}
      <span className="absolute inset-y-0 -ml-px w-0.5 bg-accent" style={{ left: `${scale.x(moment) * 100}%` }} />
    </div>
  );
}
