/** Random workflows under random events, against the reference interpreter. A failure prints the seed to repeat it with. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { outstanding, type FlowCommand } from '#libs/engine';
import {
  drawFrom,
  nextEvent,
  randomFlow,
  randomRuns,
  randomSeed,
  ReferenceInterpreter,
  story,
  testKinds,
  type Draw,
  type ReferenceEvent,
  type Story,
} from '#libs/testing';

const longest = 120;
const stories = randomRuns(2000);
const seeds = fc.integer({ min: 1, max: 0x7fffffff });

/** Tells a random story to its end, and asks after each event. */
function tell(run: Story, draw: Draw, after: (event: ReferenceEvent) => void): void {
  if (draw(10) === 0) happen({ type: 'signal.received', name: 'go', signalId: 's1' });
  happen({ type: 'run.started', ...(draw(3) === 0 && { trigger: 'api' }) });
  for (let step = 0; step < longest; step++) {
    const event = nextEvent(run, draw);
    if (!event) return;
    happen(event);
  }
  function happen(event: Parameters<Story['happens']>[0]): void {
    run.happens(event);
    after(run.events.at(-1)! as unknown as ReferenceEvent);
  }
}

/** What is to be carried out according to the commands given so far: executions and timers by name. */
class Agenda {
  readonly steps = new Map<string, number>();
  readonly timers = new Map<string, number>();
  fired({ type, path, timer, attempt }: ReferenceEvent): void {
    const name = `${path}/${timer as string}`;
    if (type === 'timer.fired' && this.timers.get(name) === attempt) this.timers.delete(name);
  }
  take(commands: readonly FlowCommand[]): void {
    for (const command of commands) {
      if (command.type === 'executeStep') this.steps.set(command.path, command.attempt);
      if (command.type === 'startTimer') this.timers.set(`${command.path}/${command.timer}`, command.attempt);
      if (command.type === 'cancelTimer') this.timers.delete(`${command.path}/${command.timer}`);
      if (command.type === 'cancelStep') this.steps.delete(command.path);
      if (command.type === 'finishRun') this.timers.clear();
    }
  }
}

const ended = {
  started: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  openEnded: 0,
  items: 0,
  iterations: 0,
  reopened: 0,
  deep: 0,
};

describe(`${stories} random workflows, seed ${randomSeed()}`, () => {
  it('go as the reference says, after every event', () => {
    fc.assert(
      fc.property(randomFlow, seeds, (definition, seed) => {
        const run = story(definition);
        const reference = new ReferenceInterpreter(definition, testKinds);
        const agenda = new Agenda();
        tell(run, drawFrom(seed), (event) => {
          reference.apply(event);
          const started = run.lastOf('executeStep').map((command) => command.path);
          expect(reference.allow(started)).toEqual([]);
          mustEqual(run.statuses(), reference.statuses());
          agenda.fired(event);
          agenda.take(run.last);
          mustEqual(Object.keys(run.timers()).sort(), reference.timers());
          mustEqual([...agenda.timers.keys()].sort(), reference.timers());
          for (const path of run.ready()) expect(agenda.steps.get(path)).toBe(run.attempt(path));
          expect(run.state.status).toBe(reference.status);
          expect(run.state.error?.code).toBe(reference.failure?.code);
          expect(run.state.error?.path).toBe(reference.failure?.path);
        });
        expect(run.lastOf('finishRun').length).toBe(run.state.endedAt === run.events.at(-1)?.at ? 1 : 0);
        count(run);
      }),
      { numRuns: stories, maxSkipsPerRun: 0, seed: randomSeed() },
    );
  });

  it('come to all sorts of ends, or the comparison would say little', () => {
    expect(ended.started).toBe(stories);
    for (const status of ['succeeded', 'failed', 'cancelled'] as const) expect(ended[status]).toBeGreaterThan(30);
    expect(ended.openEnded).toBeLessThan(stories / 6);
    expect(ended.items).toBeGreaterThan(1000);
    expect(ended.iterations).toBeGreaterThan(500);
    expect(ended.reopened).toBeGreaterThan(100);
    expect(ended.deep).toBeGreaterThan(100);
  });

  it('replay to the same state from the history, and from any snapshot within it', () => {
    fc.assert(
      fc.property(randomFlow, seeds, fc.nat(), (definition, seed, where) => {
        const run = story(definition);
        const snapshots: string[] = [];
        tell(run, drawFrom(seed), () => snapshots.push(JSON.stringify(run.state)));
        const history = JSON.parse(JSON.stringify(run.events)) as Story['events'];
        const again = story(definition);
        history.forEach((event, index) => {
          again.at(event.at - 1000).happens(event);
          mustEqual(copy(again.state), JSON.parse(snapshots[index]!) as object);
        });
        expect(again.commands).toEqual(run.commands);

        const from = where % history.length;
        const resumed = story(definition);
        resumed.state = JSON.parse(snapshots[from]!) as Story['state'];
        for (const event of history.slice(from + 1)) resumed.at(event.at - 1000).happens(event);
        mustEqual(copy(resumed.state), JSON.parse(snapshots.at(-1)!) as object);
        expect(outstanding(resumed.flow, resumed.state)).toEqual(outstanding(run.flow, run.state));
      }),
      { numRuns: 300, seed: randomSeed() },
    );
  });
});

const copy = (state: object): object => JSON.parse(JSON.stringify(state)) as object;

/** `expect` alone would take most of the time. */
function mustEqual(a: object, b: object): void {
  if (!isDeepStrictEqual(a, b)) expect(a).toEqual(b);
}

function count(run: Story): void {
  ended.started++;
  const { status } = run.state;
  if (status === 'running' || status === 'queued') ended.openEnded++;
  else ended[status]++;
  for (const { path } of Object.values(run.state.scopes)) {
    const owner = /([^/]+)\[\d+\]$/.exec(path)?.[1];
    if (owner === undefined) continue;
    ended[run.flow.byId.get(owner)?.repeats ? 'iterations' : 'items']++;
    if (path.includes('/')) ended.deep++;
  }
  ended.reopened += run.commands.filter(({ type }) => type === 'finishRun').length > 1 ? 1 : 0;
}
