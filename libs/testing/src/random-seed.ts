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

/**
 * How many random cases a property is tried with: as many as given, or as many as `AAAS_RANDOM_RUNS` says if that is more (the long
 * suites do).
 * @throws Error when AAAS_RANDOM_RUNS is no whole number
 */
export function randomRuns(fewest: number): number {
  const given = process.env['AAAS_RANDOM_RUNS'];
  if (given === undefined || given === '') return fewest;
  const runs = Number(given);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`AAAS_RANDOM_RUNS: expected a whole number, got ${given}`);
  return Math.max(fewest, runs);
}
