import { taskId } from '#libs/contracts';

/** The agent's task behind a step, when its output names one. */
export function taskIdIn(output: unknown): string | undefined {
  if (output === null || typeof output !== 'object') return undefined;
  return taskId.safeParse((output as { taskId?: unknown }).taskId).data;
}
