import type { StepPath, TimerName } from './protocol.js';
import type { StepState } from './state.js';
import type { Turn } from './turn.js';

/** Epoch ms at which waits end that name no end themselves: 30 days from now. */
export const longestWait = (at: number): number => at + 2_592_000_000;

export function setTimer(turn: Turn, path: StepPath, step: StepState, timer: TimerName, at: number): void {
  (step.timers ??= {})[timer] = at;
  turn.commands.push({ type: 'startTimer', path, timer, attempt: step.attempt, at });
}

export function clearTimers(turn: Turn, path: StepPath, step: StepState): void {
  if (!step.timers) return;
  for (const timer of Object.keys(step.timers)) turn.commands.push({ type: 'cancelTimer', path, timer });
  step.timers = undefined;
}
