/** Running again from a step. What is kept is compared with a plain search through everything that follows from the step. */
import fc from 'fast-check';
import { carry, stepViews } from '#libs/engine';
import {
  drawFrom,
  faultyStory,
  flow,
  randomFlow,
  randomRuns,
  randomSeed,
  ReferenceInterpreter,
  story,
  testKinds,
  type ReferenceEvent,
  type Story,
} from '#libs/testing';
import { isDeepStrictEqual } from 'node:util';

/** A new run of the same definition that begins at a step of one that is over. */
function again(run: Story, from: string, definition = run.definition): Story {
  const { scopes } = carry(run.flow, run.state, from)!;
  return story(definition).happens({
    type: 'run.started',
    carried: JSON.parse(JSON.stringify(scopes)) as typeof scopes,
  });
}

const deep = () =>
  flow('start -> load -> each -> end', 'fetch -> round', 'try -> judge', {
    each: { kind: 'flow.map' },
    fetch: { parent: 'each' },
    round: { kind: 'flow.loop', parent: 'each' },
    try: { parent: 'round' },
    judge: { parent: 'round' },
  });

/** Two items, with two iterations each. */
function whole(): Story {
  const run = story(deep()).starts().succeeds('load').succeeds('each', { items: 2 });
  for (const item of [0, 1]) {
    run.succeeds(`each[${item}]/fetch`).succeeds(`each[${item}]/round`, { items: 5, more: true });
    for (const turn of [0, 1])
      run
        .succeeds(`each[${item}]/round[${turn}]/try`)
        .succeeds(`each[${item}]/round[${turn}]/judge`)
        .succeeds(`each[${item}]/round`, { more: turn === 0 });
  }
  return run.succeeds('each').succeeds('end');
}

describe('a run that begins at a step', () => {
  it('keeps what came before, and runs the step and all that follows', () => {
    const run = again(whole(), 'each');
    expect(run.ready()).toEqual(['each']);
    expect(run.statuses()).toEqual({ start: 'succeeded', load: 'succeeded', each: 'running', end: 'pending' });
    expect(run.step('load')).toMatchObject({ kept: true });
    expect(again(whole(), 'start').ready()).toEqual(['load']);
  });

  it('begins within an iteration of a loop within an item of a map', () => {
    const run = again(whole(), 'each[1]/round[0]/judge');
    expect(run.ready()).toEqual(['each[1]/round[0]/judge']);
    expect(run.statuses()).toMatchObject({
      'each[0]/round[1]/judge': 'succeeded',
      'each[1]/fetch': 'succeeded',
      'each[1]/round[0]/try': 'succeeded',
      end: 'pending',
    });
    // The later iteration follows from this one.
    expect(run.status('each[1]/round[1]/try')).toBeUndefined();
    expect(carry(whole().flow, whole().state, 'each[1]/round[0]/judge')).toMatchObject({
      open: [{ path: 'each[1]/round', round: 0 }, { path: 'each' }],
    });
    run.succeeds('each[1]/round[0]/judge').succeeds('each[1]/round', { more: true });
    expect(run.ready()).toEqual(['each[1]/round[1]/try']);
    run.succeeds('each[1]/round[1]/try').succeeds('each[1]/round[1]/judge').succeeds('each[1]/round', { more: false });
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect' }]);
    expect(run.succeeds('each').succeeds('end').runStatus()).toBe('succeeded');
  });

  it('runs what the other run never reached, was cancelled or failed', () => {
    const failed = story(deep()).starts().succeeds('load').succeeds('each', { items: 3 });
    failed.succeeds('each[0]/fetch').succeeds('each[0]/round', { items: 1, more: false }).fails('each[1]/fetch');
    const run = again(failed, 'each[1]/fetch');
    expect(run.ready()).toEqual(['each[1]/fetch', 'each[2]/fetch']);
    expect(run.status('each[0]/fetch')).toBe('succeeded');
    expect(run.statuses()).toMatchObject({ 'each[0]/round': 'succeeded', each: 'running' });
  });

  it('makes the result of a map again when that is what failed', () => {
    const run = story(deep()).starts().succeeds('load').succeeds('each', { items: 0 }).fails('each');
    const other = flow('start -> load & other', 'load -> each -> end', { each: { kind: 'flow.map' } });
    expect(again(run, 'end').lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect' }]);
    expect(again(run, 'end', other).ready()).toContain('other');
  });

  it('is not there for a step that is not', () => {
    const run = whole();
    for (const path of ['nobody', 'each[2]/fetch', 'each[0]/round[7]/try', 'load[0]/x', ''])
      expect(carry(run.flow, run.state, path)).toBeUndefined();
    expect(carry(story(deep()).flow, story(deep()).state, 'load')).toBeUndefined();
  });
});

/** Paths of steps that follow from a step: those behind it in its scope, the scope step around it, later iterations, and so on. */
function following(run: Story, from: string): Set<string> {
  const found = new Set<string>();
  const paths = Object.keys(run.statuses());
  const add = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const cut = path.lastIndexOf('/');
    const scope = cut < 0 ? '' : path.slice(0, cut + 1);
    const id = path.slice(cut + 1);
    for (const edge of run.definition.edges) if (edge.from === id) addWhole(`${scope}${edge.to}`);
    if (cut < 0) return;
    const bracket = scope.lastIndexOf('[');
    const owner = scope.slice(0, bracket);
    const item = Number(scope.slice(bracket + 1, -2));
    if (run.flow.byId.get(owner.slice(owner.lastIndexOf('/') + 1))!.repeats)
      for (const other of paths)
        if (other.startsWith(`${owner}[`) && Number(/^\d+/.exec(other.slice(owner.length + 1))![0]) > item)
          found.add(other);
    add(owner);
  };
  const addWhole = (path: string): void => {
    for (const other of paths) if (other.startsWith(`${path}[`)) found.add(other);
    add(path);
  };
  addWhole(from);
  // What fired has fired.
  if (run.flow.byId.get(from)?.role === 'trigger') found.delete(from);
  return found;
}

describe(`random workflows, run again from a random step, seed ${randomSeed()}`, () => {
  const told = { runs: 0, kept: 0, deep: 0 };

  it('keep what does not follow from it, and go on as the reference says', () => {
    fc.assert(
      fc.property(randomFlow, fc.integer({ min: 1, max: 0x7fffffff }), (definition, seed) => {
        const draw = drawFrom(seed);
        const first = story(definition);
        faultyStory(first, draw, () => undefined);
        const paths = Object.keys(first.statuses());
        const from = paths[draw(paths.length)]!;
        const { scopes, kept } = carry(first.flow, first.state, from)!;
        const behind = following(first, from);
        for (const view of stepViews(first.flow, first.state)) {
          const isLost = isWithinLost(first, view.path, behind);
          if (behind.has(view.path)) expect(kept).not.toContain(view.path);
          else if (view.status === 'succeeded' && !isLost) expect(kept).toContain(view.path);
        }
        told.runs++;
        told.kept += kept.length;
        told.deep += from.includes('/') ? 1 : 0;

        const run = story(definition);
        const reference = new ReferenceInterpreter(definition, testKinds);
        faultyStory(
          run,
          draw,
          (happening) => {
            if ('event' in happening) {
              reference.apply(happening.event as unknown as ReferenceEvent);
              expect(reference.allow(run.lastOf('executeStep').map(({ path }) => path))).toEqual([]);
            }
            const [statuses, expected] = [run.statuses(), reference.statuses()];
            if (!isDeepStrictEqual(statuses, expected)) expect(statuses).toEqual(expected);
            for (const path of kept) expect(run.step(path)?.kept).toBe(true);
          },
          { type: 'run.started', carried: JSON.parse(JSON.stringify(scopes)) as typeof scopes },
        );
        expect(['succeeded', 'failed', 'cancelled']).toContain(run.state.status);
      }),
      { numRuns: randomRuns(500), seed: randomSeed() },
    );
  });

  it('do so at every depth', () => {
    expect(told.kept).toBeGreaterThan(told.runs / 2);
    expect(told.deep).toBeGreaterThan(told.runs / 30);
  });
});

/** Whether a scope around a step that has no part in what follows starts from nothing, because it failed before it had items, or ended. */
function isWithinLost(run: Story, path: string, behind: ReadonlySet<string>): boolean {
  for (let cut = path.lastIndexOf('/'); cut >= 0; cut = path.lastIndexOf('/', cut - 1)) {
    const owner = path.slice(0, path.lastIndexOf('[', cut));
    if (behind.has(owner) && !behind.has(path)) continue;
    if (run.step(owner)?.status === 'pending') return true;
  }
  return false;
}
