import type { RunView } from './run-view.js';
import type { Span } from './run-state.js';

/** Waits longer than this are folded, so that seconds of work stay readable beside days of waiting. */
export const foldOverMs = 30_000;

export interface Segment {
  from: number;
  to: number;
  folded: boolean;
  /** Share of the width, 0 to 1. */
  start: number;
  width: number;
}

export interface TimeScale {
  segments: readonly Segment[];
  /** Where a moment lies: 0 at the left, 1 at the right. */
  x(at: number): number;
  /** The moment at a place. */
  at(x: number): number;
}

/** The stretches in which something was worked on, joined where they touch. */
export function busyStretches(spans: readonly Span[], now: number): { from: number; to: number }[] {
  const work = spans
    .filter((span) => span.outcome !== 'waiting')
    .map((span) => ({ from: span.from, to: span.to ?? now }))
    .sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const stretch of work) {
    const before = joined.at(-1);
    if (before && stretch.from <= before.to) before.to = Math.max(before.to, stretch.to);
    else joined.push({ ...stretch });
  }
  return joined;
}

/** How long was worked, waits left out. */
export const workedMs = (spans: readonly Span[], now: number): number =>
  busyStretches(spans, now).reduce((sum, { from, to }) => sum + to - from, 0);

/**
 * A time axis from `from` to `to` in which every stretch without work above 30 s is folded to a narrow strip.
 * Folds share at most 40% of the width; the rest is in proportion to time.
 */
export function timeScale(spans: readonly Span[], from: number, to: number): TimeScale {
  const end = Math.max(to, from + 1);
  const cuts: { from: number; to: number; folded: boolean }[] = [];
  let at = from;
  for (const stretch of [...busyStretches(spans, end), { from: end, to: end }]) {
    const begin = Math.min(Math.max(stretch.from, from), end);
    if (begin - at > foldOverMs) cuts.push({ from: at, to: begin, folded: true });
    else if (begin > at) cuts.push({ from: at, to: begin, folded: false });
    const until = Math.min(stretch.to, end);
    if (until > begin) cuts.push({ from: begin, to: until, folded: false });
    at = Math.max(at, until);
  }
  const segments = place(join(cuts), from, end);
  return {
    segments,
    x(moment) {
      if (moment <= from) return 0;
      const segment = segments.find((part) => moment <= part.to);
      if (!segment) return 1;
      return segment.start + (segment.width * (moment - segment.from)) / Math.max(1, segment.to - segment.from);
    },
    at(x) {
      const segment = segments.find((part) => x <= part.start + part.width) ?? segments.at(-1);
      if (!segment) return from;
      return segment.from + ((x - segment.start) / segment.width) * (segment.to - segment.from);
    },
  };
}

function join(cuts: { from: number; to: number; folded: boolean }[]) {
  const joined: { from: number; to: number; folded: boolean }[] = [];
  for (const cut of cuts) {
    const before = joined.at(-1);
    if (before && before.folded === cut.folded) before.to = cut.to;
    else joined.push({ ...cut });
  }
  return joined;
}

function place(cuts: { from: number; to: number; folded: boolean }[], from: number, end: number): Segment[] {
  const parts = cuts.length > 0 ? cuts : [{ from, to: end, folded: false }];
  const folds = parts.filter((part) => part.folded).length;
  const foldWidth = folds === 0 ? 0 : Math.min(0.18, 0.4 / folds);
  const activeMs = parts.reduce((sum, part) => sum + (part.folded ? 0 : part.to - part.from), 0);
  const open = activeMs > 0 ? 1 - folds * foldWidth : 0;
  let start = 0;
  return parts.map((part) => {
    const width = part.folded ? (activeMs > 0 ? foldWidth : 1 / folds) : ((part.to - part.from) / activeMs) * open;
    const segment = { ...part, start, width };
    start += width;
    return segment;
  });
}

/** All that was worked on, without maps: they are open as long as their items, and would hide every wait inside. */
export function workSpans(view: RunView, isScope: (node: string) => boolean): Span[] {
  const spans: Span[] = [];
  for (const step of view.values()) if (!isScope(step.node)) spans.push(...step.spans);
  return spans;
}
