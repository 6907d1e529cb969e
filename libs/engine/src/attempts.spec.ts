import { flow, story } from '#libs/testing';

const retrying = { retry: { maxAttempts: 3, initialMs: 1000, factor: 2, jitter: 0 } };

describe('retries', () => {
  it('come after growing pauses, as often as the policy says', () => {
    const run = story(flow('start -> a', { a: retrying }))
      .starts()
      .fails('a');
    expect(run.status('a')).toBe('waiting');
    expect(run.timers()['a/retry']).toBe(run.time + 1000);
    expect(run.runStatus()).toBe('waiting');
    run.fires('a', 'retry').fails('a');
    expect(run.timers()['a/retry']).toBe(run.time + 2000);
    run.fires('a', 'retry').fails('a');
    expect(run.runStatus()).toBe('failed');
    expect(run.lastOf('finishRun')[0]?.error).toMatchObject({ code: 'TOOL_FAILED', path: 'a' });
  });

  it('are as long as the other side asks, and never longer than a day', () => {
    const run = story(flow('start -> a', { a: retrying }))
      .starts()
      .fails('a', { retry: 'after', retryAfterMs: 90_000 });
    expect(run.timers()['a/retry']).toBe(run.time + 90_000);
    run.fires('a', 'retry').fails('a', { retry: 'after', retryAfterMs: 1e12 });
    expect(run.timers()['a/retry']).toBe(run.time + 86_400_000);
  });

  it('are not made for verdicts and codes that forbid it', () => {
    expect(
      story(flow('start -> a', { a: retrying }))
        .starts()
        .fails('a', { retry: 'never' })
        .runStatus(),
    ).toBe('failed');
    const never = { retry: { ...retrying.retry, neverOn: ['TOOL_FAILED'] } };
    expect(
      story(flow('start -> a', { a: never }))
        .starts()
        .fails('a')
        .runStatus(),
    ).toBe('failed');
  });

  it('spread by path within the jitter, the same on each replay', () => {
    const jitter = { retry: { maxAttempts: 2, initialMs: 1000, jitter: 0.5 } };
    const pauses = () => {
      const run = story(flow('start -> a & b', { a: jitter, b: jitter }))
        .starts()
        .fails('a')
        .fails('b');
      return [run.timers()['a/retry']! - run.time + 1000, run.timers()['b/retry']! - run.time];
    };
    const [a, b] = pauses();
    expect(a).not.toBe(b);
    for (const pause of [a!, b!]) expect(pause >= 500 && pause <= 1500).toBe(true);
    expect(pauses()).toEqual([a, b]);
  });

  it('ignore the answer of an earlier attempt', () => {
    const run = story(flow('start -> a', { a: retrying }))
      .starts()
      .fails('a')
      .fires('a', 'retry')
      .succeeds('a', {}, 1);
    expect(run.status('a')).toBe('running');
    expect(run.succeeds('a').runStatus()).toBe('succeeded');
  });
});

describe('onError', () => {
  it('fails the run and cancels what else is going on', () => {
    const run = story(flow('start -> a & b -> end')).starts().fails('a', { retry: 'never' });
    expect(run.statuses()).toMatchObject({ a: 'failed', b: 'cancelled', end: 'cancelled' });
    expect(run.last).toEqual([
      { type: 'cancelStep', path: 'b' },
      {
        type: 'finishRun',
        status: 'failed',
        error: { path: 'a', code: 'TOOL_FAILED', message: 'it broke', retry: 'never' },
      },
    ]);
  });

  it('continues by the first port', () => {
    const run = story(
      flow('start -> a', 'a:x -> b', 'a:y -> c', { a: { onError: 'continue', config: { ports: ['x', 'y'] } } }),
    )
      .starts()
      .fails('a');
    expect(run.statuses()).toMatchObject({ a: 'failed', b: 'running', c: 'skipped' });
  });

  it('branches to the error port, which stays dead otherwise', () => {
    const definition = flow('start -> a -> b', 'a:error -> c', 'b & c -> end', { a: { onError: 'branch' } });
    expect(story(definition).starts().fails('a').statuses()).toMatchObject({ a: 'failed', b: 'skipped', c: 'running' });
    expect(story(definition).starts().succeeds('a').statuses()).toMatchObject({ b: 'running', c: 'skipped' });
  });
});

describe('effectful steps', () => {
  const definition = flow('start -> pay -> end', {
    pay: { kind: 'test.effect', retry: { maxAttempts: 3, initialMs: 0 } },
  });

  it('tell a new lease holder that they had begun', () => {
    const run = story(definition).starts().begins('pay').restarts();
    expect(run.happens({ type: 'signal.received', name: 'x', signalId: 'y' }).ready()).toEqual(['pay']);
  });

  it('wait for a person when it is unknown whether they took effect', () => {
    const run = story(definition).starts().begins('pay').happens({ type: 'step.unknown', path: 'pay', attempt: 1 });
    expect(run.status('pay')).toBe('unknown');
    expect(run.runStatus()).toBe('waiting');
    expect(run.happens({ type: 'step.settled', path: 'pay', decision: 'happened' }).ready()).toEqual(['end']);
  });

  it('are repeated under a new key only when a person says so', () => {
    const run = story(definition)
      .starts()
      .happens({ type: 'step.unknown', path: 'pay', attempt: 1 })
      .happens({ type: 'step.settled', path: 'pay', decision: 'repeat', generation: 1 });
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'pay', attempt: 2, generation: 2 }]);
    run.succeeds('pay', {}, 1);
    expect(run.status('pay')).toBe('running');
    run
      .happens({ type: 'step.unknown', path: 'pay', attempt: 2 })
      .happens({ type: 'step.settled', path: 'pay', decision: 'repeat', generation: 1 });
    expect(run.status('pay')).toBe('unknown');
  });

  it('fail when a person says so', () => {
    const run = story(definition)
      .starts()
      .happens({ type: 'step.unknown', path: 'pay', attempt: 1 })
      .happens({ type: 'step.settled', path: 'pay', decision: 'fail' });
    expect(run.lastOf('finishRun')).toMatchObject([{ status: 'failed', error: { code: 'STEP_UNKNOWN', path: 'pay' } }]);
  });

  it('are unknown after a time-out, and retried after an error that had no effect', () => {
    expect(story(definition).starts().fails('pay', { code: 'STEP_TIMED_OUT' }).status('pay')).toBe('unknown');
    expect(story(definition).starts().fails('pay', { uncertain: true }).status('pay')).toBe('unknown');
    expect(story(definition).starts().fails('pay').step('pay')).toMatchObject({
      status: 'running',
      attempt: 2,
      generation: 1,
    });
  });
});
