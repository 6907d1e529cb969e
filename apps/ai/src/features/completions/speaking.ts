import type { CompleteResponse } from '#libs/contracts';
import type { Hear } from './completions.service.js';

type Said = Parameters<Hear>[0] | { type: 'answer'; answer: CompleteResponse };

/** What a model says on its way to an answer, then the answer. Words that wait for a slow reader become one piece. @throws what the work threw */
export async function* speaking(
  work: (hear: Hear) => Promise<CompleteResponse>,
): AsyncGenerator<Said, void, undefined> {
  const waiting: Parameters<Hear>[0][] = [];
  let isOver = false;
  let wake = (): void => undefined;
  const answer = work((said) => {
    const last = waiting.at(-1);
    if (said.type === 'text' && last?.type === 'text') last.text += said.text;
    else waiting.push({ ...said });
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Thrown below, to whoever listens.
  answer.catch(() => undefined);
  for (;;) {
    const said = waiting.shift();
    if (said) yield said;
    else if (isOver) break;
    else await new Promise<void>((changed) => (wake = changed));
  }
  yield { type: 'answer', answer: await answer };
}
