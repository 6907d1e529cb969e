import { RunTimers } from './run-timers.js';
import type { Occurrence } from './occurrence.js';

describe('RunTimers', () => {
  let now = 1000;
  const timer = (path: string, at: number, attempt = 1) => ({
    type: 'startTimer' as const,
    path,
    timer: 'deadline',
    attempt,
    at,
  });
  const fired = (timers: RunTimers): string[] => {
    const queue: Occurrence[] = [];
    timers.takeDue(queue);
    return queue.map(({ event }) => `${event.path}#${event.attempt}`);
  };
  beforeEach(() => void (now = 1000));

  it('fires what is due, earliest first, once', () => {
    const timers = new RunTimers(() => now, jest.fn());
    timers.set(timer('late', 3000));
    timers.set(timer('b', 1500));
    timers.set(timer('a', 1200));
    expect(fired(timers)).toEqual([]);
    now = 2000;
    expect(fired(timers)).toEqual(['a#1', 'b#1']);
    expect(fired(timers)).toEqual([]);
    expect(timers.nextDue).toBe(3000);
  });

  it('knows the next one when others are cancelled or set anew', () => {
    const timers = new RunTimers(() => now, jest.fn());
    timers.set(timer('a', 1500));
    timers.set(timer('b', 2500));
    timers.cancel({ path: 'a', timer: 'deadline' });
    expect(timers.nextDue).toBe(2500);
    timers.set(timer('b', 4000, 2));
    expect(timers.nextDue).toBe(4000);
    now = 5000;
    expect(fired(timers)).toEqual(['b#2']);
    expect(timers.nextDue).toBeUndefined();
  });

  it('rings at the next one, or earlier when asked to', () => {
    jest.useFakeTimers();
    const ring = jest.fn();
    const timers = new RunTimers(() => now, ring);
    timers.set(timer('a', 1500));
    timers.arm(1200);
    jest.advanceTimersByTime(199);
    expect(ring).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(ring).toHaveBeenCalledTimes(1);
    now = 1200;
    timers.arm(undefined);
    timers.clear();
    jest.advanceTimersByTime(10_000);
    expect(ring).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });
});
