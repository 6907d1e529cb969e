import type { FlowCommand } from '#libs/engine';

type StartTimer = Extract<FlowCommand, { type: 'startTimer' }>;

/** The timers of a dry run. Nobody waits for them: when nothing else can happen, the clock jumps to the next one. */
export class VirtualTimers {
  private readonly timers = new Map<string, StartTimer>();

  set(timer: StartTimer): void {
    this.timers.set(`${timer.path}#${timer.timer}`, timer);
  }

  cancel({ path, timer }: { path: string; timer: string }): void {
    this.timers.delete(`${path}#${timer}`);
  }

  /** Takes the one that is due first; of several at one time the one that was set first. */
  takeNext(): StartTimer | undefined {
    let next: [string, StartTimer] | undefined;
    for (const entry of this.timers) if (!next || entry[1].at < next[1].at) next = entry;
    if (next) this.timers.delete(next[0]);
    return next?.[1];
  }
}
