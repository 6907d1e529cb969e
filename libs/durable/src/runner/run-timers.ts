import type { DurableCommand } from '../decider.port.js';
import type { Occurrence } from './occurrence.js';

type StartTimer = Extract<DurableCommand, { type: 'startTimer' }>;

/** Node's timers end at 24 days; a ring that comes early finds nothing due and is set again. */
const longestAlarmMs = 86_400_000;

/**
 * The timers of a leased run. They need no rows of their own: the decider tells all of them again from its state, and the run's row
 * keeps the next one (`due_at`) while nobody holds the run.
 */
export class RunTimers {
  private readonly timers = new Map<string, StartTimer>();
  private next: number | undefined;
  private alarm: NodeJS.Timeout | undefined;
  private alarmAt: number | undefined;

  constructor(
    private readonly now: () => number,
    private readonly ring: () => void,
  ) {}

  set(timer: StartTimer): void {
    this.cancel(timer);
    this.timers.set(keyOf(timer), timer);
    if (this.next === undefined || timer.at < this.next) this.next = timer.at;
  }

  cancel(timer: { path: string; timer: string }): void {
    const key = keyOf(timer);
    const known = this.timers.get(key);
    if (known && this.timers.delete(key) && known.at === this.next) this.next = this.earliest();
  }

  /** Epoch ms of the next one. */
  get nextDue(): number | undefined {
    return this.next;
  }

  /** Moves what is due into the queue, earliest first. False when nothing was. */
  takeDue(queue: Occurrence[]): boolean {
    const now = this.now();
    if (this.next === undefined || this.next > now) return false;
    const due = [...this.timers.values()].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.timers.delete(keyOf(timer));
      queue.push({ event: { type: 'timer.fired', path: timer.path, timer: timer.timer, attempt: timer.attempt } });
    }
    this.next = this.earliest();
    return true;
  }

  /** Rings when the next one is due, or at `other` if that is earlier. */
  arm(other: number | undefined): void {
    const due = Math.min(this.next ?? Infinity, other ?? Infinity);
    if (due === this.alarmAt) return;
    clearTimeout(this.alarm);
    this.alarmAt = Number.isFinite(due) ? due : undefined;
    if (this.alarmAt === undefined) return;
    const wait = Math.min(longestAlarmMs, Math.max(1, due - this.now()));
    this.alarm = setTimeout(() => {
      this.alarmAt = undefined;
      this.ring();
    }, wait);
  }

  clear(): void {
    clearTimeout(this.alarm);
    this.timers.clear();
    this.next = undefined;
  }

  private earliest(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.timers.values()) if (next === undefined || at < next) next = at;
    return next;
  }
}

const keyOf = ({ path, timer }: { path: string; timer: string }): string => `${path}#${timer}`;
