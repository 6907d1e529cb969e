/**
 * Random workflows under random faults: crashes after which the run goes on from a copy, its history or a snapshot, and events that come
 * again, late or in another order. Nothing that was done may be lost or done twice, and every run comes to its end. A failure prints
 * the seed to repeat it with; AAAS_RANDOM_RUNS tells more stories.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { stepViews, type StepView } from '#libs/engine';
import {
  drawFrom,
  faultyStory,
  randomFlow,
  randomRuns,
  randomSeed,
  ReferenceInterpreter,
  story,
  testKinds,
  type ReferenceEvent,
  type Story,
} from '#libs/testing';

const stories = randomRuns(2000);
const seeds = fc.integer({ min: 1, max: 0x7fffffff });
const told = { stories: 0, events: 0, crashes: 0, reopened: 0, succeeded: 0, failed: 0, cancelled: 0 };

/** What must never change again of a step that succeeded or was skipped. */
class Done {
  private readonly steps = new Map<string, Pick<StepView, 'status' | 'attempt' | 'generation' | 'port' | 'endedAt'>>();

  /** Problems: results that were lost, or were given twice. */
  look(run: Story): string[] {
    const problems: string[] = [];
    for (const { path, status, attempt, generation, port, endedAt } of stepViews(run.flow, run.state)) {
      const known = this.steps.get(path);
      const now = { status, attempt, generation, port, endedAt };
      if (known && !isDeepStrictEqual(known, now))
        problems.push(`${path} was ${JSON.stringify(known)} and is ${JSON.stringify(now)}`);
      if (status === 'succeeded' || status === 'skipped') this.steps.set(path, now);
    }
    return problems;
  }
}

describe(`${stories} random workflows under random faults, seed ${randomSeed()}`, () => {
  it('lose nothing, do nothing twice, and come to their end as the reference says', () => {
    fc.assert(
      fc.property(randomFlow, seeds, (definition, seed) => {
        const run = story(definition);
        const reference = new ReferenceInterpreter(definition, testKinds);
        const done = new Done();
        faultyStory(run, drawFrom(seed), (happening) => {
          told.crashes += 'crash' in happening ? 1 : 0;
          if ('event' in happening) {
            told.events++;
            reference.apply(happening.event as unknown as ReferenceEvent);
            expect(reference.allow(run.lastOf('executeStep').map(({ path }) => path))).toEqual([]);
          }
          const [statuses, expected] = [run.statuses(), reference.statuses()];
          if (!isDeepStrictEqual(statuses, expected)) expect(statuses).toEqual(expected);
          expect(run.state.status).toBe(reference.status);
          expect(done.look(run)).toEqual([]);
        });
        expect(['succeeded', 'failed', 'cancelled']).toContain(run.state.status);
        told.stories++;
        told.reopened +=
          run.lastOf('finishRun').length < run.commands.filter(({ type }) => type === 'finishRun').length ? 1 : 0;
        told[run.state.status as 'succeeded']++;
      }),
      { numRuns: stories, seed: randomSeed() },
    );
  });

  it('meet every fault often, or that would say little', () => {
    expect(told.stories).toBe(stories);
    expect(told.crashes).toBeGreaterThan(1.5 * stories);
    expect(told.reopened).toBeGreaterThan(stories / 40);
    for (const status of ['succeeded', 'failed', 'cancelled'] as const)
      expect(told[status]).toBeGreaterThan(stories / 40);
  });
});
