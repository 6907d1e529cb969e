import type { MemoryRow } from './memory.entity.js';

type Remembered = Pick<MemoryRow, 'content' | 'createdAt' | 'updatedAt' | 'about' | 'vector' | 'vectorModel'>;

/** A question as vector, and by which model. */
export interface AskedVector {
  vector: Float32Array;
  model: string;
}

const halfLifeMs = 30 * 86_400_000;
/** What being new counts beside fitting. */
const recencyWeight = 0.2;
const vectorWeight = 1.5;
/** Vectors of texts that have nothing to do with each other are this alike. */
const unrelated = 0.3;
/** BM25. */
const [k1, b] = [1.2, 0.75];
const mostTerms = 64;

/**
 * The memories that fit what is asked, best first: by the words they share with it, rare ones counting more (BM25 among those given), by
 * meaning where both have vectors of one model, and then by how new they are. What fits nothing is left out, except what is known about the
 * person: that counts whatever the question is.
 */
export function mostRelevant<M extends Remembered>(
  rows: readonly M[],
  query: string,
  { now, limit, asked }: { now: number; limit: number; asked?: AskedVector | undefined },
): M[] {
  const terms = [...new Set(termsOf(query))].slice(0, mostTerms);
  const texts = rows.map(({ content }) => termsOf(content));
  const average = texts.reduce((sum, { length }) => sum + length, 0) / Math.max(1, texts.length);
  const weights = terms.map((term) => {
    const holding = texts.filter((text) => text.includes(term)).length;
    return Math.log(1 + (rows.length - holding + 0.5) / (holding + 0.5));
  });
  const scored = rows.map((row, index) => {
    const text = texts[index]!;
    const lexical = terms.reduce((sum, term, at) => {
      const count = text.filter((each) => each === term).length;
      return sum + (weights[at]! * count * (k1 + 1)) / (count + k1 * (1 - b + (b * text.length) / (average || 1)));
    }, 0);
    const fits = lexical + vectorWeight * Math.max(0, likeness(row, asked) - unrelated);
    const recency = 0.5 ** (Math.max(0, now - row.updatedAt) / halfLifeMs);
    return { row, fits, score: fits + recencyWeight * recency };
  });
  return scored
    .filter(({ fits, row }) => fits > 0 || row.about === 'user')
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ row }) => row);
}

/** Words as they are compared: without case and accents, the plural's s left off. Scripts without spaces count by pairs of characters. */
export function termsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) => {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)) return pairsOf(word);
    if (common.has(word)) return [];
    return [word.length > 3 ? word.replace(/(?<=[^s])s$/, '') : word];
  });
}

const pairsOf = (word: string): string[] => {
  const letters = [...word];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
};

/** They stand in every text, and say nothing of what it is about. */
const common = new Set(
  'a an and are as at be by for from has have he her his i in is it its me my of on or our she so that the their them they this to was we were what which who will with you your der die das ein eine und oder ist sind war wir ich sie er es zu mit von im in auf für den dem des nicht was wer'.split(
    ' ',
  ),
);

function likeness({ vector, vectorModel }: Remembered, asked: AskedVector | undefined): number {
  if (!asked || vector === null || vectorModel !== asked.model) return 0;
  const own = vectorOf(vector);
  if (own.length !== asked.vector.length) return 0;
  let [product, ownSquares, askedSquares] = [0, 0, 0];
  for (let at = 0; at < own.length; at++) {
    product += own[at]! * asked.vector[at]!;
    ownSquares += own[at]! ** 2;
    askedSquares += asked.vector[at]! ** 2;
  }
  const lengths = Math.sqrt(ownSquares * askedSquares);
  return lengths === 0 ? 0 : product / lengths;
}

/** As rows keep it. */
export const packed = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');

function vectorOf(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 4)),
  );
}
