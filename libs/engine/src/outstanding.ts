import { executeStep } from './attempts.js';
import type { Flow } from './flow.js';
import type { FlowCommand } from './protocol.js';
import { isOver, type RunState } from './state.js';
import { eachStep } from './view.js';

/**
 * All that is still to be carried out in this state: steps in execution, timers, awaited signals; the end, if the run is over.
 * What a new lease holder starts with. Costs as much as the run has steps.
 */
export function outstanding(flow: Flow, state: RunState): FlowCommand[] {
  if (isOver(state))
    return [{ type: 'finishRun', status: state.status as 'succeeded', ...(state.error && { error: state.error }) }];
  const commands: FlowCommand[] = [];
  if (state.timeoutAt !== undefined)
    commands.push({ type: 'startTimer', path: '', timer: 'run', attempt: 1, at: state.timeoutAt });
  for (const { path, node, step } of eachStep(flow, state)) {
    if (!step || step.endedAt !== undefined) continue;
    if (step.mode === 'running')
      commands.push({ ...executeStep(node, path, step), ...(step.started && { started: true }) });
    for (const [timer, at] of Object.entries(step.timers ?? {}))
      commands.push({ type: 'startTimer', path, timer, attempt: step.attempt, at });
    if (step.mode === 'waiting' && step.wait?.signal !== undefined)
      commands.push({ type: 'awaitSignal', path, name: step.wait.signal });
  }
  return commands;
}
