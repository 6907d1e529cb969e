import { retryable } from '#libs/engine';
import { flow, story, type Story } from '#libs/testing';

const retry = { type: 'run.retryRequested' } as const;
const at = (run: Story, path?: string) => retryable(run.flow, run.state, path);

describe('retry of a failed run', () => {
  it('tries the failed step again under a new key, and goes on with what its failure cancelled', () => {
    const run = story(flow('start -> a & slow & ask', 'a -> b', { ask: { kind: 'human.approval' } }))
      .starts()
      .suspends('ask', { answer: true })
      .fails('a');
    expect(run.runStatus()).toBe('failed');
    expect(at(run)).toEqual({ paths: ['a'] });
    run.restarts().happens(retry);
    expect(run.runStatus()).toBe('running');
    expect(run.state.error).toBeUndefined();
    expect(run.lastOf('executeStep')).toMatchObject([
      { path: 'a', attempt: 2, generation: 2 },
      // It may have acted already: the same key.
      { path: 'slow', attempt: 2, generation: 1 },
      // People were told that nobody waits: they are asked anew.
      { path: 'ask', attempt: 2, generation: 2 },
    ]);
    expect(Object.keys(run.timers())).toEqual(['/run']);
    run.succeeds('a', {}, 1);
    expect(run.status('a')).toBe('running');
    run.succeeds('slow').succeeds('ask').succeeds('a').succeeds('b');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('goes on with waits for time and signals as they stood', () => {
    const definition = flow('start -> a & pause & go', { pause: { kind: 'flow.wait' }, go: { kind: 'flow.wait' } });
    const run = story(definition).starts();
    const until = run.time + 60_000;
    run
      .suspends('pause', { until })
      .suspends('go', { signal: 'go', deadline: until + 1 })
      .fails('a')
      .happens(retry);
    expect(run.timers()).toMatchObject({ 'pause/until': until, 'go/deadline': until + 1 });
    expect(run.lastOf('awaitSignal')).toEqual([{ type: 'awaitSignal', path: 'go', name: 'go' }]);
    run.signals('go', 's1').fires('pause', 'until').succeeds('a');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('repeats no effect that may have happened: a person says', () => {
    const run = story(flow('start -> a & pay & mail', { pay: { kind: 'test.effect' }, mail: { kind: 'test.effect' } }))
      .starts()
      .begins('pay')
      .fails('a')
      .happens(retry);
    expect(run.status('pay')).toBe('unknown');
    expect(run.step('pay')).toMatchObject({ generation: 2 });
    expect(
      run
        .lastOf('executeStep')
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['a', 'mail']);
    run.happens({ type: 'step.settled', path: 'pay', decision: 'repeat', generation: 1 });
    expect(run.status('pay')).toBe('unknown');
    run.happens({ type: 'step.settled', path: 'pay', decision: 'happened', generation: 2 });
    expect(run.status('pay')).toBe('succeeded');
  });

  const deep = () =>
    flow('start -> each -> end', 'work -> last', {
      each: { kind: 'flow.map', config: { concurrency: 2 } },
      round: { kind: 'flow.loop', parent: 'each' },
      work: { parent: 'round' },
      last: { parent: 'round' },
    });

  it('works in maps and loops at any depth, and leaves what had ended alone', () => {
    const run = story(deep()).starts().succeeds('each', { items: 3 });
    run.succeeds('each[0]/round', { items: 3, more: true }).succeeds('each[1]/round', { items: 3, more: true });
    run.succeeds('each[1]/round[0]/work').succeeds('each[1]/round[0]/last').succeeds('each[1]/round', { more: true });
    run.succeeds('each[1]/round[1]/work').fails('each[1]/round[1]/last');
    expect(run.statuses()).toMatchObject({ each: 'failed', 'each[0]/round[0]/work': 'cancelled' });
    for (const path of [undefined, 'each', 'each[1]', 'each[1]/round', 'each[1]/round[1]/last'])
      expect(at(run, path)).toEqual({ paths: ['each[1]/round[1]/last'] });
    expect(at(run, 'each[0]/round[0]/work')).toEqual({
      refused: 'Step each[0]/round[0]/work did not fail the run; each[1]/round[1]/last did',
    });
    run.restarts().happens({ ...retry, path: 'each[1]' });
    expect(run.ready()).toEqual(['each[0]/round[0]/work', 'each[1]/round[1]/last']);
    expect(run.step('each')).toMatchObject({ status: 'running', items: { count: 3, done: 0 } });
    expect(run.status('each[1]/round[0]/work')).toBe('succeeded');
    run.succeeds('each[1]/round[1]/last').succeeds('each[1]/round', { more: false });
    expect(run.ready()).toEqual(['each[0]/round[0]/work', 'each[2]/round']);
    run.succeeds('each[2]/round', { items: 1, more: false }).succeeds('each[0]/round[0]/work');
    run.succeeds('each[0]/round[0]/last').succeeds('each[0]/round', { more: false }).succeeds('each').succeeds('end');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('tries a map or loop itself again where it failed by itself', () => {
    const map = story(deep()).starts().succeeds('each', { items: 0 }).fails('each');
    expect(map.happens(retry).lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect', generation: 2 }]);
    const loop = story(flow('start -> round', { round: { kind: 'flow.loop' }, work: { parent: 'round' } })).starts();
    loop.succeeds('round', { items: 1, more: true }).succeeds('round[0]/work').succeeds('round', { more: true });
    expect(loop.state.error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(loop.happens(retry).lastOf('executeStep')).toMatchObject([{ path: 'round', phase: 'check', generation: 2 }]);
    expect(loop.succeeds('round', { more: false }).runStatus()).toBe('succeeded');
  });

  it('goes on after the run took too long, with the time it has anew', () => {
    const run = story(flow('start -> a', { settings: { timeoutMs: 5000 } }))
      .starts()
      .fires('', 'run')
      .happens(retry);
    expect(run.ready()).toEqual(['a']);
    expect(run.timers()).toEqual({ '/run': run.time + 5000 });
  });

  it('may fail and be tried again, any number of times', () => {
    const run = story(flow('start -> a -> b')).starts();
    for (const generation of [1, 2, 3]) {
      expect(run.step('a')).toMatchObject({ generation });
      expect(run.fails('a').runStatus()).toBe('failed');
      run.happens(retry);
    }
    expect(run.succeeds('a').succeeds('b').runStatus()).toBe('succeeded');
  });

  it('is refused, and changes nothing, where no step failed or the run did not', () => {
    const stopped = story(flow('start -> halt', { halt: { kind: 'flow.stop' } }))
      .starts()
      .succeeds('halt', { stop: 'failed' });
    const cancelled = story(flow('start -> a')).starts().happens({ type: 'run.cancelRequested' });
    const done = story(flow('start -> a')).starts().succeeds('a');
    for (const [run, why] of [
      [stopped, 'ended itself'],
      [cancelled, 'cancelled'],
      [done, 'succeeded'],
    ] as const) {
      const before = JSON.stringify(run.state);
      expect(at(run)).toEqual({ refused: expect.stringContaining(why) as string });
      run.happens(retry);
      expect(run.last).toEqual([]);
      expect(JSON.stringify(run.state)).toBe(before);
    }
  });
});

describe('retry of a step that backs off', () => {
  it('tries it at once, under its old key', () => {
    const definition = flow('start -> a & b', { a: { retry: { maxAttempts: 3, initialMs: 60_000 } } });
    const run = story(definition).starts().fails('a');
    expect(at(run, 'b')).toEqual({ refused: expect.stringContaining('step b does not wait') as string });
    run.happens({ ...retry, path: 'b' });
    expect(run.last).toEqual([]);
    run.happens({ ...retry, path: 'a' });
    expect(run.last).toMatchObject([
      { type: 'cancelTimer', path: 'a', timer: 'retry' },
      { type: 'executeStep', path: 'a', attempt: 2, generation: 1 },
    ]);
    expect(run.fires('a', 'retry', 1).ready()).toEqual(['a', 'b']);
  });
});
