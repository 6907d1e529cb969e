/**
 * `npm run chaos`: the long form of the chaos suite. Rounds of killed processes, an emptied Redis and a killed database, each with a
 * seed of its own, until the time is over; then random workflows against the reference interpreter and the tests of long outages.
 *
 *   npm run chaos -- --minutes 10 --seed 7 --kills 40 --runs 400 --random 5000 --report chaos.json
 *
 * Prints the seed of each round and ends with 1 when the judge found anything: `--seed N --minutes 0` repeats one round.
 */
import './ts.mjs';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bin } from './steps.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    kills: { type: 'string', default: '40' },
    runs: { type: 'string', default: '400' },
    random: { type: 'string', default: '5000' },
    report: { type: 'string' },
  },
});

/** @throws Error that names the option when it is no number of at least 0 */
function numberOf(name) {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${name}: expected a whole number, got ${values[name]}`);
  return number;
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

function lineOf({ seed, runs, statuses, rows, effects, deaths, ms, faults }) {
  const ends = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  const verdict = faults.length === 0 ? 'nothing found' : `${faults.length} FAULTS`;
  return `seed ${seed}: ${runs} runs (${ends.join(', ')}), ${rows} rows, ${effects} effects, ${sum(deaths)} deaths, ${Math.round(ms / 1000)} s: ${verdict}`;
}

async function rounds(end) {
  const { Chaos } = await import('../libs/testing/src/chaos/chaos.ts');
  const { shortChaos } = await import('../libs/testing/src/chaos/chaos-plan.ts');
  const options = { ...shortChaos, inFlight: numberOf('runs'), kills: numberOf('kills'), settleMs: 180_000 };
  const disasters = { redisFlushes: Math.ceil(options.kills / 10), databaseKills: Math.ceil(options.kills / 10) };
  const summaries = [];
  for (
    let seed = values.seed === undefined ? randomInt(1, 1_000_000) : numberOf('seed');
    ;
    seed = randomInt(1, 1_000_000)
  ) {
    console.log(`seed ${seed} …`);
    const summary = await Chaos.unleash({ ...options, ...disasters, seed });
    summaries.push(summary);
    console.log(lineOf(summary));
    for (const fault of summary.faults.slice(0, 50)) console.log(`  ${fault}`);
    if (Date.now() >= end) return summaries;
  }
}

/** Tests that take their size from the environment. Ends with their exit code. */
function tests(project, paths, env) {
  console.log(`${project}: ${paths.join(', ')} with ${JSON.stringify(env)}`);
  const { status } = spawnSync(bin('jest'), [...paths, '--selectProjects', project], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}

const began = Date.now();
const summaries = await rounds(began + numberOf('minutes') * 60_000);
const seed = summaries[0].seed;
const failures = [
  numberOf('random') === 0
    ? 0
    : tests('unit', ['libs/engine/src/reference.spec'], { FC_SEED: String(seed), AAAS_RANDOM_RUNS: values.random }),
  numberOf('minutes') === 0 ? 0 : tests('int', ['libs/durable/src/redis-loss'], { AAAS_LONG_OUTAGES: '1' }),
].filter((status) => status !== 0).length;
const faults = summaries.reduce((total, summary) => total + summary.faults.length, 0);
const total = {
  seeds: summaries.map((summary) => summary.seed),
  rounds: summaries.length,
  runs: summaries.reduce((count, { runs }) => count + runs, 0),
  rows: summaries.reduce((count, { rows }) => count + rows, 0),
  effects: summaries.reduce((count, { effects }) => count + effects, 0),
  deaths: summaries.reduce((count, { deaths }) => count + sum(deaths), 0),
  minutes: Math.round((Date.now() - began) / 6000) / 10,
  faults,
  failedSuites: failures,
};
if (values.report) writeFileSync(values.report, `${JSON.stringify({ ...total, summaries }, null, 2)}\n`);
console.log(JSON.stringify(total));
process.exit(faults + failures === 0 ? 0 : 1);
