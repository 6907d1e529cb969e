import { ChevronLeft, ChevronRight, Play, Square } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { Run, RunEvent } from '#libs/contracts';
import type { Graph } from '../../builder/graph.js';
import { nameOf } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import type { Picks } from './faces.js';
import { maxEvents } from './use-run.js';
import { Lane } from './lane.js';
import { laneGrid } from './lane-grid.js';
import type { Playback } from './playback.js';
import { isEnded } from './run-columns.js';
import { timelineRows } from './timeline-rows.js';
import { timeScale, workSpans } from './timeline.js';
import { LaneOverlay, TimeRuler } from './time-ruler.js';
import type { RunView } from './run-view.js';

/** When each step was worked on, when it waited. The ruler is the scrubber. */
export function TimelinePane({
  run,
  graph,
  view,
  events,
  playback,
  picks,
  selected,
  now,
  moment,
  onSelect,
}: {
  run: Run;
  graph: Graph;
  view: RunView;
  events: readonly RunEvent[];
  playback: Playback;
  picks: Picks;
  selected: string | undefined;
  now: number;
  moment: number;
  onSelect(node: string): void;
}) {
  const t = useText();
  const over = isEnded(run);
  const from = Date.parse(run.startedAt ?? run.createdAt);
  const to = run.finishedAt ? Date.parse(run.finishedAt) : now;
  // The axis shows the whole run, also while the canvas shows a moment of it.
  const whole = useRef(view);
  if (playback.cursor === null) whole.current = view;
  const shown = whole.current;
  const scale = useMemo(
    () =>
      timeScale(
        workSpans(shown, (node) => graph.byId.get(node)?.scope ?? false),
        from,
        to,
      ),
    [shown, graph, from, to],
  );
  const { rows, skipped, pending, untaken } = useMemo(() => timelineRows(graph, shown, picks), [graph, shown, picks]);
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={t('run.timeline')} className="flex min-h-0 min-w-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 px-4">
        <h2 className="text-ui">{t('run.timeline')}</h2>
        <span className="ml-auto flex items-center gap-1">
          <IconButton
            size="sm"
            icon={ChevronLeft}
            label={t('run.prevEvent')}
            off={events.length === 0}
            onClick={() => playback.step(-1)}
          />
          <IconButton
            size="sm"
            icon={playback.playing ? Square : Play}
            label={t(playback.playing ? 'run.stopReplay' : 'run.replay')}
            off={events.length === 0}
            onClick={playback.play}
          />
          <IconButton
            size="sm"
            icon={ChevronRight}
            label={t('run.nextEvent')}
            off={playback.cursor === null}
            onClick={() => playback.step(1)}
          />
          {playback.cursor !== null ? (
            <Button size="sm" look="ghost" onClick={playback.live}>
              {t(over ? 'run.notLive' : 'run.follow')}
            </Button>
          ) : (
            !over && (
              <Badge status="running" className="ml-1.5">
                {t('run.live')}
              </Badge>
            )
          )}
        </span>
      </div>
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
        <Scrubber events={events} playback={playback} seek={(x) => playback.seek(scale.at(x))} moment={moment}>
          <TimeRuler scale={scale} moment={moment} />
        </Scrubber>
        <div className="relative">
          <div className={`${laneGrid} pointer-events-none absolute inset-0 z-(--z-sticky) items-stretch!`}>
            <span />
            <LaneOverlay scale={scale} moment={moment} />
            <span />
          </div>
          {rows.map((row) => (
            <Lane
              key={row.step.path}
              row={row}
              scale={scale}
              now={to}
              selected={row.step.path === selected}
              onSelect={() => onSelect(row.step.node)}
            />
          ))}
        </div>
        {rows.length === 0 && <p className="px-4 py-3 text-fg-3">{t('run.notStarted')}</p>}
        {skipped.length > 0 && (
          <div className="px-4 py-2 text-meta text-fg-3">
            <button
              type="button"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              className="flex max-w-full items-center gap-2 rounded-xs"
            >
              <ChevronRight
                aria-hidden
                className={`size-3.5 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`}
                strokeWidth={1.75}
              />
              <Badge status="skipped" bare>
                {t('run.skipped', { count: skipped.length })}
              </Badge>
              {untaken.length > 0 && (
                <span className="truncate">{t('run.skipped.why', { ports: untaken.join(t('run.skipped.and')) })}</span>
              )}
            </button>
            {open && (
              <ul className="mt-1 ml-5.5 grid gap-1">
                {skipped.map((step) => {
                  const node = graph.byId.get(step.node)?.node;
                  return <li key={step.path}>{node ? nameOf(node) : step.node}</li>;
                })}
              </ul>
            )}
          </div>
        )}
        {pending > 0 && <p className="px-4 py-2 text-meta text-fg-3">{t('run.pendingRows', { count: pending })}</p>}
        {events.length >= maxEvents && (
          <p className="px-4 py-2 text-meta text-fg-3">{t('run.events.cut', { count: maxEvents })}</p>
        )}
      </div>
    </section>
  );
}

/** The ruler takes the pointer and the arrow keys. */
function Scrubber({
  events,
  playback,
  seek,
  moment,
  children,
}: {
  events: readonly RunEvent[];
  playback: Playback;
  seek(x: number): void;
  moment: number;
  children: ReactNode;
}) {
  const t = useText();
  const format = useFormat();
  const lane = useRef<HTMLDivElement>(null);
  const count = Math.max(1, events.length);
  const at = playback.cursor ?? count;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === 'End') playback.live();
    else if (by === 0) return;
    else playback.step(by);
    event.preventDefault();
  };
  const onPointer = (event: PointerEvent) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = lane.current?.getBoundingClientRect();
    if (!box || events.length === 0) return;
    const x = (event.clientX - box.left) / box.width;
    if (x >= 0.998) playback.live();
    else seek(Math.max(0, x));
  };
  return (
    <div className={`${laneGrid} sticky top-0 z-(--z-panel) h-6.5 border-y border-line bg-sunken`}>
      <span />
      <div
        ref={lane}
        role="slider"
        tabIndex={0}
        aria-label={t('run.scrubber')}
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={at}
        aria-valuetext={`${t('run.event', { n: at, count })}, ${format.clock(moment)}`}
        onKeyDown={onKeyDown}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        className="relative h-full cursor-ew-resize touch-none rounded-xs"
      >
        {children}
      </div>
      <span />
    </div>
  );
}
