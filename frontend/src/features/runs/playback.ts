import { useCallback, useEffect, useState } from 'react';
import type { RunEvent } from '#libs/contracts';

export interface Playback {
  /** How many events are shown; null follows what happens. */
  cursor: number | null;
  playing: boolean;
  /** Moves by events. */
  step(by: 1 | -1): void;
  /** Shows the last moment at or before a time. */
  seek(at: number): void;
  live(): void;
  play(): void;
}

/** The moment that the canvas shows: now, or one of the past. */
export function usePlayback(events: readonly RunEvent[]): Playback {
  const [cursor, setCursor] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const { length } = events;
  const step = useCallback(
    (by: 1 | -1) => {
      setPlaying(false);
      setCursor((now) => {
        const next = (now ?? length) + by;
        return next >= length ? null : Math.max(1, next);
      });
    },
    [length],
  );
  useEffect(() => {
    if (!playing) return;
    // A replay takes about eight seconds, whatever the number of events.
    const stride = Math.max(1, Math.round(length / 80));
    const timer = setTimeout(() => {
      const next = (cursor ?? 0) + stride;
      setCursor(next >= length ? null : next);
      if (next >= length) setPlaying(false);
    }, 100);
    return () => clearTimeout(timer);
  }, [playing, cursor, length]);
  return {
    cursor,
    playing,
    step,
    seek(at) {
      setPlaying(false);
      const after = events.findIndex((event) => Date.parse(event.at) > at);
      setCursor(after < 0 ? null : Math.max(1, after));
    },
    live() {
      setPlaying(false);
      setCursor(null);
    },
    play() {
      if (playing) return setPlaying(false);
      setCursor(cursor ?? 1);
      setPlaying(true);
    },
  };
}
