import type { TaskError, TaskState, TurnState } from './task-protocol.js';

/** Arguments that break a tool's schema go back to the model once; the next calls of the same tool have to fit. @returns why the task ends */
export function misfitOf(state: TaskState, { calls }: TurnState): TaskError | undefined {
  const before = new Set(state.misfits);
  const misfits = new Set(before);
  for (const tool of new Set(calls.map((call) => call.tool))) {
    const all = calls.filter((call) => call.tool === tool);
    // Several in one turn are one time: the model did not know the first answer yet.
    const misfit = all.every((call) => call.misfit) ? all[0]! : undefined;
    if (!misfit) misfits.delete(tool);
    else if (!before.has(tool)) misfits.add(tool);
    else {
      const message = `The agent called ${tool} twice in a row with arguments that do not fit: ${misfit.problem}`;
      return { code: 'TOOL_INPUT_INVALID', message: message.slice(0, 2000), retry: 'never' };
    }
  }
  if (misfits.size > 0) state.misfits = [...misfits];
  else delete state.misfits;
  return undefined;
}
