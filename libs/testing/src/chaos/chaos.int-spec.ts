import { crashPointNames } from '#libs/durable';
import { randomSeed } from '../random-seed.js';
import { Chaos } from './chaos.js';
import { shortChaos } from './chaos-plan.js';

/** The short form of the chaos suite; `npm run chaos` goes on for as long as it is told to, with other seeds. */
it('F1, F3, F6, F10: 200 runs in flight outlive twenty killed processes, an emptied Redis and a killed database', async () => {
  const { complaints, ...summary } = await Chaos.unleash({ ...shortChaos, seed: randomSeed() });
  expect({ ...summary, faults: summary.faults.slice(0, 20) }).toMatchObject({ faults: [] });
  expect(summary.accepted).toBeGreaterThanOrEqual(shortChaos.inFlight);
  expect(summary.disasters).toEqual({ flush: 2, 'kill database': 2 });
  expect(Object.values(summary.deaths).reduce((sum, count) => sum + count)).toBe(shortChaos.kills);
  expect(Object.keys(summary.deaths).sort()).toEqual([...crashPointNames, 'random'].sort());
  // Each fault that a process told of has a verdict: it could not reach the database, or found another in its place.
  expect(complaints.filter((line) => /TypeError|ReferenceError|UnhandledPromise/.test(line))).toEqual([]);
}, 300_000);
