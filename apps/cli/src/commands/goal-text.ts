import type { Goal, GoalResult, GoalSummary } from '#libs/contracts';

/** One goal as lines: what it waits for comes last, since that is what is read first in a terminal. */
export function goalText(goal: Goal): string {
  const { id, objective, status, intent, explanation, facts, questions, problems, workflowId, schedule, timezone } =
    goal;
  return [
    `${id}  ${status}`,
    objective,
    ...(schedule ? [`Schedule: ${schedule} (${timezone})`] : []),
    ...(intent ? ['', `Understood as: ${intent}`] : []),
    ...(explanation ? [explanation] : []),
    ...facts.map(({ name, value }) => `  ${name}: ${value || '–'}`),
    ...(workflowId ? [`Plan: workflow ${workflowId}`] : []),
    ...(goal.reason ? ['', goal.reason] : []),
    ...(goal.error ? ['', `${goal.error.code}: ${goal.error.message}`] : []),
    ...problems.map(({ node, message }) => `! ${node === undefined ? '' : `${node}: `}${message}`),
    ...questions.map(({ id: question, question: text }) => `? ${question}: ${text}`),
    ...(goal.lastResult ? ['', resultText(goal.lastResult)] : []),
  ].join('\n');
}

export const resultText = ({ runId, status, synthesis, error, createdAt }: GoalResult): string =>
  `${createdAt}  ${runId}  ${status}\n${synthesis ?? error?.message ?? '(being put into words)'}`;

export const goalLine = ({ id, status, name, objective }: GoalSummary): string =>
  `${id}  ${status.padEnd(10)}  ${name || objective}`;

/** `q1=Ann` */
export function answerOf(text: string): { id: string; answer: string } {
  const at = text.indexOf('=');
  const [id, answer] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || answer === '') throw new Error(`Expected an answer such as q1=Ann, not ${text}`);
  return { id, answer };
}
