import { fold, stemOf, wordsOf } from '../text/fold.js';
import { isFunctionWord } from '../text/language.js';
import { withoutOrders } from '../text/orders-to-assistant.js';
import { placeOf } from '../text/pattern.js';
import { foldedText, weightIn, type Concept } from './concept.js';
import { supportConcepts } from './support-concepts.js';
import { otherConcepts } from './other-concepts.js';
import { similarity } from './similarity.js';

export interface LabelSpec {
  label: string;
  description?: string;
}
export interface Verdict {
  label: string;
  /** More than one only when `multiple` was asked for; the best first. */
  labels: string[];
  /** 0 to 1; on the sample inbox about as often right as it says. */
  confidence: number;
  /** Of each of `labels`. With `multiple` each is judged by itself, so they do not add up to one. */
  scores: { label: string; confidence: number }[];
}

export const concepts: readonly Concept[] = [...supportConcepts, ...otherConcepts];

/** Labels for what fits nowhere else. */
const catchAll =
  /^(other|general|misc(ellaneous)?|none|unknown|rest|default|sonstig\w*|andere\w*|allgemein\w*|otr[oa]s?|ningun[oa]|autres?|divers|aucune?)$/;
/** What a catch-all label weighs: less than one strong word for any other. */
const catchAllWeight = 1.6;
const questionPrior = 1;

/** Chooses by what the text is about (concepts), by the labels' own words, and by likeness to the examples. */
export function classify(
  text: string,
  labels: readonly LabelSpec[],
  {
    multiple = false,
    examples = [],
  }: { multiple?: boolean; examples?: readonly { text: string; label: string }[] } = {},
): Verdict {
  const body = withoutOrders(text);
  const words = new Set(contentStems(body));
  const weights = conceptWeights(body);
  const like = similarity(body, examples);
  const ranked = labels
    .map((spec) => ({ label: spec.label, score: scoreOf(spec, weights, words) + 8 * (like.get(spec.label) ?? 0) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0] ?? { label: '', score: 0 };
  const chosen = multiple
    ? ranked.filter((entry) => entry === best || entry.score >= Math.max(3, best.score * 0.3))
    : [best];
  const confidence = confidenceOf(ranked.map((entry) => entry.score));
  return {
    label: best.label,
    labels: chosen.map((entry) => entry.label),
    confidence,
    scores: chosen.map(({ label, score }) => ({
      label,
      confidence: !multiple || chosen.length === 1 ? confidence : aloneConfidence(score),
    })),
  };
}

/** The concepts that a text is about, strongest first. */
export function topicsOf(text: string): { id: string; weight: number }[] {
  const weights = conceptWeights(withoutOrders(text));
  return concepts
    .map(({ id }) => ({ id, weight: weights.get(id) ?? 0 }))
    .filter((topic) => topic.weight >= 2)
    .sort((a, b) => b.weight - a.weight);
}

function conceptWeights(text: string): Map<string, number> {
  const folded = foldedText(text);
  return new Map(concepts.map((concept) => [concept.id, weightIn(folded, concept)]));
}

function scoreOf(
  { label, description = '' }: LabelSpec,
  weights: Map<string, number>,
  words: ReadonlySet<string>,
): number {
  const name = spaced(label);
  if (catchAll.test(name.trim())) return catchAllWeight + 0.5 * (weights.get('question') ?? 0);
  const meant = conceptsNamed(name);
  let score = 0;
  for (const { id, share } of meant.length ? meant : conceptsDescribed(description)) {
    score += share * (weights.get(id) ?? 0) + (id === 'question' && share === 1 ? questionPrior : 0);
  }
  const own = contentStems(name).filter((stem) => words.has(stem)).length;
  const described = contentStems(description).filter((stem) => words.has(stem)).length;
  return score + 2 * own + 0.4 * Math.min(described, 4);
}

/** Concepts that a label's name means. Beside a specific one, "question" is only the manner ("billing question"). */
function conceptsNamed(name: string): { id: string; share: number }[] {
  const named = concepts.filter((concept) => concept.names.some((pattern) => placeOf(pattern, name) >= 0));
  const specific = named.some((concept) => concept.id !== 'question');
  return named.map(({ id }) => ({ id, share: id === 'question' && specific ? 0.3 : 1 }));
}

/** For a label whose name says nothing ("A", "queue 3"): what its description is about. */
function conceptsDescribed(description: string): { id: string; share: number }[] {
  const text = foldedText(description);
  const found = concepts.map((concept) => ({
    id: concept.id,
    weight: weightIn(text, concept) + 3 * concept.names.filter((pattern) => placeOf(pattern, text.folded) >= 0).length,
  }));
  const top = Math.max(...found.map(({ weight }) => weight));
  return top < 1 ? [] : found.filter(({ weight }) => weight === top).map(({ id }) => ({ id, share: 0.8 }));
}

const spaced = (label: string): string => fold(label.replace(/([a-z\d])([A-Z])/g, '$1 $2')).replace(/[_/-]+/g, ' ');
const contentStems = (text: string): string[] => [
  ...new Set(
    wordsOf(text)
      .filter((word) => word.length > 2 && !isFunctionWord(word))
      .map(stemOf),
  ),
];

/** How sure it is that a label fits which others do not rule out: even at the weight of one strong word, of which half are wrong. */
const aloneConfidence = (score: number): number =>
  Math.round(Math.min(1 / (1 + Math.exp(3 - score)), 0.99) * 1000) / 1000;

/** A softmax over the scores, with a floor that nothing found means: guessed. */
function confidenceOf(scores: readonly number[]): number {
  const temperature = 2.2;
  const best = scores[0] ?? 0;
  const sum = scores.reduce((total, score) => total + Math.exp((score - best) / temperature), 0);
  const share = best <= 0 ? 1 / Math.max(1, scores.length) : 1 / sum;
  return Math.round(Math.min(share, 0.99) * 1000) / 1000;
}
