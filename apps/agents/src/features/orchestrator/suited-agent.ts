/**
 * Which agent is able to do a task: what it declares (name, goal, tools), what it has done well before, and how near its description is in
 * meaning where vectors are at hand. The same facts give the same answer.
 */
import { wordsOf } from './words.js';

export interface Candidate {
  name: string;
  goal: string;
  instructions: string;
  tools: readonly string[];
}

/** How tasks with a word in their goal ended. */
export interface Ends {
  succeeded: number;
  failed: number;
}
/** By stem. */
export type Experience = ReadonlyMap<string, Ends>;

export interface Fit<C> {
  agent: C;
  score: number;
  /** Words that it shares with the task. */
  words: string[];
  /** Words of tasks that it has done well. */
  learnt: string[];
  /** Points for being near in meaning. */
  near: number;
}

const weights = { name: 2, goal: 1, tools: 1, instructions: 0.5 };
/** One word of the name, or two of the goal. */
const least = 2;
/** What experience counts at most, for and against. */
const mostLearnt = 3;
const mostLost = 1;

/**
 * Those that come near enough, the best first, by name among equals.
 * @param learnt by the name of the agent
 * @param near by the name of the agent: points for nearness in meaning
 */
export function suitedAgents<C extends Candidate>(
  task: string,
  candidates: readonly C[],
  learnt: ReadonlyMap<string, Experience> = new Map(),
  near: ReadonlyMap<string, number> = new Map(),
): Fit<C>[] {
  const wanted = wordsOf(task);
  return candidates
    .flatMap((agent) => fitOf(wanted, agent, learnt.get(agent.name), near.get(agent.name) ?? 0) ?? [])
    .sort((one, other) => other.score - one.score || (one.agent.name < other.agent.name ? -1 : 1));
}

function fitOf<C extends Candidate>(
  wanted: ReadonlyMap<string, string>,
  agent: C,
  experience: Experience | undefined,
  near: number,
): Fit<C> | undefined {
  const declared = declaredBy(wanted, agent);
  const done = experienceOf(wanted, experience);
  // Failures of the past put others first; they take nobody's ability away.
  if (declared.score + Math.max(0, done.score) + near < least) return undefined;
  return { agent, score: declared.score + done.score + near, words: declared.words, learnt: done.words, near };
}

function declaredBy(wanted: ReadonlyMap<string, string>, { name, goal, instructions, tools }: Candidate) {
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

function experienceOf(wanted: ReadonlyMap<string, string>, experience: Experience | undefined) {
  let score = 0;
  const words: string[] = [];
  for (const [stem, word] of wanted) {
    const ends = experience?.get(stem);
    if (!ends) continue;
    // Once is little evidence, often is much.
    const points = (ends.succeeded - ends.failed) / (ends.succeeded + ends.failed + 2);
    score += points;
    if (points > 0) words.push(word);
  }
  return { score: Math.min(mostLearnt, Math.max(-mostLost, score)), words };
}
