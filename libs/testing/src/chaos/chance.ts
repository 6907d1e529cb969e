import { createHash } from 'node:crypto';

/** A whole number below `n` that depends on the text alone: the same in every process that asks. */
export const lotOf = (text: string, n: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) % n;

/** Numbers below `n` that follow from a seed. */
export function lotsFrom(seed: number): (n: number) => number {
  let count = 0;
  return (n) => lotOf(`${seed}/${count++}`, n);
}
