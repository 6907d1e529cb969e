/** Fields whose text is the answer, the first that is there. */
const telling = ['text', 'answer', 'message', 'reply', 'summary'] as const;

/** Longest answer that a chat keeps. Characters. */
const longest = 200_000;

/** What a run gives, as something that can be said. */
export function answerText(output: unknown): string {
  return textOf(output).slice(0, longest);
}

function textOf(output: unknown): string {
  if (output === null || output === undefined) return '';
  if (typeof output === 'string') return output;
  if (typeof output !== 'object') return JSON.stringify(output);
  for (const name of telling) {
    const value = (output as Record<string, unknown>)[name];
    if (typeof value === 'string') return value;
  }
  return JSON.stringify(output, null, 2);
}
