import type { CallState, TaskError, TaskState, TurnState } from './task-protocol.js';

/** The same call with the same result, this often: the model is told. */
const untilTold = 3;
/** And this often: the task ends. */
const untilEnd = 5;

/** What a call came to, in few characters. */
const outcomeOf = ({ digest, result, problem, error }: CallState): string | undefined =>
  digest === undefined ? undefined : `${digest}.${result ?? problem ?? (error && `${error.code} ${error.message}`)}`;

/** Counts what the calls of a turn came to. A call that gives something else each time, such as a look at a clock or a job, never counts. */
export function repetitionOf(state: TaskState, turn: TurnState): { note?: string; error?: TaskError } | undefined {
  const seen = (state.seen ??= {});
  let worst: { count: number; tool: string } | undefined;
  // Twice in one turn is one time: the model did not know the result yet.
  const outcomes = new Map(turn.calls.map((call) => [outcomeOf(call)?.slice(0, 200), call.tool]));
  for (const [outcome, tool] of outcomes) {
    if (outcome === undefined) continue;
    const count = (seen[outcome] ?? 0) + 1;
    seen[outcome] = count;
    if (!worst || count > worst.count) worst = { count, tool };
  }
  if (!worst) return undefined;
  const { count, tool } = worst;
  if (count >= untilEnd) {
    const message = `The agent called ${tool} ${count} times with the same arguments, and the result was the same each time`;
    return { error: { code: 'AGENT_LOOPING', message, retry: 'never' } };
  }
  if (count < untilTold || state.warned) return undefined;
  state.warned = true;
  return {
    note: `You have called ${tool} ${count} times with the same arguments, and the result was the same each time. Do something else, or answer with what you know.`,
  };
}
