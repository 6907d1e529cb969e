import { flow, story } from '#libs/testing';

describe('readiness and joins', () => {
  it('runs a chain and ends', () => {
    const run = story(flow('start -> a -> b')).starts();
    expect(run.ready()).toEqual(['a']);
    run.succeeds('a').succeeds('b');
    expect(run.runStatus()).toBe('succeeded');
    expect(run.lastOf('finishRun')).toEqual([{ type: 'finishRun', status: 'succeeded' }]);
  });

  it('joins after a skipped branch', () => {
    const run = story(flow('start -> route', 'route:big -> sign', 'route:default -> log', 'sign & log -> end'))
      .starts()
      .succeeds('route', { port: 'default' })
      .succeeds('log');
    expect(run.status('sign')).toBe('skipped');
    expect(run.ready()).toEqual(['end']);
  });

  it('waits for all branches that are alive', () => {
    const run = story(flow('start -> a & b -> end')).starts();
    expect(run.ready()).toEqual(['a', 'b']);
    run.succeeds('a');
    expect(run.ready()).toEqual(['b']);
    run.succeeds('b');
    expect(run.ready()).toEqual(['end']);
  });

  it('skips what no branch leads to, however long the dead path is', () => {
    const names = Array.from({ length: 900 }, (_, i) => `n${i}`);
    const run = story(flow('start -> route', `route:dead -> ${names.join(' -> ')}`, 'route:live -> end'))
      .starts()
      .succeeds('route', { port: 'live' });
    expect(run.status('n899')).toBe('skipped');
    expect(run.succeeds('end').runStatus()).toBe('succeeded');
  });

  it('takes the first port when a step names none', () => {
    const run = story(
      flow('start -> gate', 'gate:true -> yes', 'gate:false -> no', { gate: { kind: 'flow.condition' } }),
    )
      .starts()
      .succeeds('gate');
    expect(run.ready()).toEqual(['yes']);
  });

  it('takes two edges between the same nodes as two', () => {
    const run = story(flow('start -> route', 'route:a -> tell', 'route:b -> tell', { tell: {} }))
      .starts()
      .succeeds('route', { port: 'b' });
    expect(run.ready()).toEqual(['tell']);
  });

  it('starts only the trigger that fired', () => {
    const definition = flow('start -> a', 'api -> b', 'a & b -> end', { api: { kind: 'trigger.api' } });
    expect(story(definition).starts('api').statuses()).toMatchObject({ start: 'skipped', a: 'skipped', b: 'running' });
    expect(story(definition).starts().statuses()).toMatchObject({ api: 'skipped', a: 'running', b: 'skipped' });
  });

  it('knows ids that JavaScript objects carry themselves', () => {
    const run = story(flow('start -> constructor -> toString')).starts().succeeds('constructor').succeeds('toString');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('keeps to the number of steps at once', () => {
    const run = story(flow('start -> a & b & c & d', { settings: { maxParallel: 2 } })).starts();
    expect(run.ready()).toEqual(['a', 'b']);
    expect(run.status('c')).toBe('pending');
    expect(run.succeeds('b').ready()).toEqual(['a', 'c']);
  });
});

describe('merge', () => {
  const merged = (config: Record<string, unknown>) =>
    flow('start -> a & b & c', 'a:ok & b:ok & c:ok -> m -> end', {
      a: { config: { ports: ['ok', 'no'] } },
      b: { config: { ports: ['ok', 'no'] } },
      c: { config: { ports: ['ok', 'no'] } },
      m: { kind: 'flow.merge', config },
    });

  it('goes on with the first of any', () => {
    const run = story(merged({ mode: 'any' }))
      .starts()
      .succeeds('b', { port: 'ok' });
    expect(run.ready()).toEqual(['a', 'c', 'm']);
    run.succeeds('a', { port: 'ok' }).succeeds('m').succeeds('end');
    expect(run.runStatus()).toBe('running');
    expect(run.succeeds('c', { port: 'no' }).runStatus()).toBe('succeeded');
  });

  it('skips any when no branch came', () => {
    const run = story(merged({ mode: 'any' }))
      .starts()
      .succeeds('a', { port: 'no' })
      .succeeds('b', { port: 'no' })
      .succeeds('c', { port: 'no' });
    expect(run.statuses()).toMatchObject({ m: 'skipped', end: 'skipped' });
    expect(run.runStatus()).toBe('succeeded');
  });

  it('waits for a quorum, and gives up when it cannot be reached', () => {
    expect(
      story(merged({ mode: 'quorum', n: 2 }))
        .starts()
        .succeeds('a', { port: 'ok' })
        .succeeds('b', { port: 'ok' })
        .ready(),
    ).toEqual(['c', 'm']);
    expect(
      story(merged({ mode: 'quorum', n: 2 }))
        .starts()
        .succeeds('a', { port: 'no' })
        .succeeds('b', { port: 'no' })
        .status('m'),
    ).toBe('skipped');
  });
});

describe('stale events', () => {
  it('ignores repeated, early and foreign ones', () => {
    const run = story(flow('start -> a -> b')).starts().succeeds('a');
    const before = JSON.stringify(run.state);
    run
      .succeeds('a', {}, 1)
      .fails('a', {}, 1)
      .starts()
      .succeeds('b', {}, 2)
      .succeeds('nobody', {}, 1)
      .succeeds('b[0]/a', {}, 1)
      .fires('b', 'retry')
      .fires('nope', 'x', 1);
    run.happens({ type: 'step.settled', path: 'b', decision: 'fail' });
    expect(JSON.stringify(run.state)).toBe(before);
    expect(run.last).toEqual([]);
  });

  it('ignores everything after the end', () => {
    const run = story(flow('start -> a')).starts().succeeds('a');
    run.happens({ type: 'run.cancelRequested' }).signals('x', '1').fires('', 'run');
    expect(run.runStatus()).toBe('succeeded');
    expect(run.last).toEqual([]);
  });
});
