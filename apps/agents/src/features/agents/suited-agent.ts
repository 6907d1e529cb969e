/** Which agent is able to do a task: the one whose goal and name speak of the same things. No model is asked, so it is the same every time. */

export interface Candidate {
  name: string;
  goal: string;
  instructions: string;
  tools: readonly string[];
}

/** Words that say nothing about what a task is about. */
const empty = new Set(
  'the and for with from that this into your you our its are was were will have has each every all any not but then than when what which who how also only just about after before make made get got use used using task tasks work works step steps agent agents please should must can der die das und für mit von den dem des ein eine einen aus auf nach vor bei wird werden'.split(
    ' ',
  ),
);
const weights = { name: 2, goal: 1, tools: 1, instructions: 0.5 };
/** One word of the name, or two of the goal. */
const least = 2;

/** @returns the most suited, by name among equals, and the words they share; undefined when none comes near */
export function suitedAgent<C extends Candidate>(
  task: string,
  candidates: readonly C[],
): { agent: C; words: string[] } | undefined {
  const wanted = wordsOf(task);
  let best: { agent: C; words: string[]; score: number } | undefined;
  for (const agent of candidates) {
    const { score, words } = scoreOf(wanted, agent);
    if (score >= least && (!best || score > best.score || (score === best.score && agent.name < best.agent.name)))
      best = { agent, words, score };
  }
  return best && { agent: best.agent, words: best.words };
}

function scoreOf(wanted: ReadonlyMap<string, string>, { name, goal, instructions, tools }: Candidate) {
  const fields = [
    [wordsOf(name), weights.name],
    [wordsOf(goal), weights.goal],
    [wordsOf(tools.join(' ')), weights.tools],
    [wordsOf(instructions), weights.instructions],
  ] as const;
  let score = 0;
  const words: string[] = [];
  for (const [stem, word] of wanted) {
    const found = fields.filter(([known]) => known.has(stem)).map(([, weight]) => weight);
    if (found.length > 0) words.push(word);
    score += Math.max(0, ...found);
  }
  return { score, words };
}

/** By what is left without endings that come and go: `refunds`, `refunded`, `refunding` are about a refund. */
function wordsOf(text: string): ReadonlyMap<string, string> {
  const words =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Map(
    words
      .filter((word) => word.length > 2 && !empty.has(word))
      .map((word) => [word.length > 4 ? word.replace(/(ies|ing|ed|es|s|e|y)$/, '') : word, word]),
  );
}
