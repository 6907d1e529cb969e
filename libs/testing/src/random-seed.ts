/**
 * Seed of the random tests: the same in every run, so that a red one can be repeated and a green one stays green; `FC_SEED=<integer>`
 * tries another (`npm run chaos` does, and prints it).
 * @throws Error when FC_SEED is no integer
 */
export function randomSeed(): number {
  const given = process.env['FC_SEED'];
  if (given === undefined || given === '') return 20_261_120;
  const seed = Number(given);
  if (!Number.isInteger(seed)) throw new Error(`FC_SEED: expected an integer, got ${given}`);
  return seed;
}
