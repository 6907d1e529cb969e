import { flow, story } from '#libs/testing';

const month = 30 * 86_400_000;

describe('waits', () => {
  const waiting = flow('start -> w -> after', { w: { kind: 'flow.wait' } });
  const withExpiry = flow('start -> w', 'w:next -> after', 'w:expired -> late', { w: { kind: 'flow.wait' } });

  it('end at their time', () => {
    const run = story(waiting).starts();
    run.suspends('w', { until: run.time + 60_000 });
    expect(run.status('w')).toBe('waiting');
    expect(run.runStatus()).toBe('waiting');
    expect(run.timers()).toMatchObject({ 'w/until': run.time + 59_000 });
    expect(run.fires('w', 'until').ready()).toEqual(['after']);
  });

  it('are over at once when their time has passed', () => {
    const run = story(waiting).starts();
    expect(run.suspends('w', { until: run.time }).ready()).toEqual(['after']);
  });

  it('have a deadline even if they name none', () => {
    const run = story(waiting).starts().suspends('w', { signal: 'go' });
    expect(run.timers()['w/deadline']).toBe(run.time + month);
    run.fires('w', 'deadline');
    expect(run.lastOf('finishRun')).toMatchObject([{ status: 'failed', error: { code: 'WAIT_EXPIRED', path: 'w' } }]);
  });

  it('leave by the expired port when an edge does', () => {
    const run = story(withExpiry).starts().suspends('w', { signal: 'go', deadline: 5_000_000 });
    expect(run.timers()['w/deadline']).toBe(5_000_000);
    expect(run.fires('w', 'deadline').statuses()).toMatchObject({ w: 'succeeded', after: 'skipped', late: 'running' });
  });

  it('can be told to continue after an expiry', () => {
    const run = story(flow('start -> w -> after', { w: { kind: 'flow.wait', onError: 'continue' } }))
      .starts()
      .suspends('w', { signal: 'go' })
      .fires('w', 'deadline');
    expect(run.statuses()).toMatchObject({ w: 'failed', after: 'running' });
  });

  it('ignore timers that are not set, of other attempts or fired twice', () => {
    const run = story(withExpiry).starts().suspends('w', { signal: 'go' });
    run.fires('w', 'until').fires('w', 'deadline', 2).fires('w', 'retry');
    expect(run.status('w')).toBe('waiting');
    run.fires('w', 'deadline').fires('w', 'deadline');
    expect(run.ready()).toEqual(['late']);
  });
});

describe('alarms', () => {
  const asked = () =>
    story(flow('start -> ask -> after', { ask: { kind: 'human.approval' } }))
      .starts()
      .suspends('ask', { answer: true, deadline: 9_000_000, alarms: { remind: 5_000_000, escalate: 6_000_000 } });

  it('ring while the wait goes on, and end with it', () => {
    const run = asked();
    expect(run.timers()).toMatchObject({
      'ask/remind': 5_000_000,
      'ask/escalate': 6_000_000,
      'ask/deadline': 9_000_000,
    });
    run.fires('ask', 'remind');
    expect(run.status('ask')).toBe('waiting');
    expect(Object.keys(run.timers())).not.toContain('ask/remind');
    run.resolves('ask');
    expect(Object.keys(run.timers())).toEqual(['/run']);
  });

  it('do not keep the deadline from ending the wait', () => {
    const run = asked().fires('ask', 'remind').fires('ask', 'escalate').fires('ask', 'escalate');
    expect(run.status('ask')).toBe('waiting');
    expect(run.fires('ask', 'deadline').lastOf('finishRun')).toMatchObject([{ error: { code: 'WAIT_EXPIRED' } }]);
  });
});

describe('signals', () => {
  const definition = flow('start -> a & b', 'a -> x', 'b -> y', { a: { kind: 'flow.wait' }, b: { kind: 'flow.wait' } });

  it('end the wait that is oldest, one each', () => {
    const run = story(definition).starts().suspends('b', { signal: 'go' }).suspends('a', { signal: 'go' });
    expect(run.lastOf('awaitSignal')).toEqual([{ type: 'awaitSignal', path: 'a', name: 'go' }]);
    run.signals('other', 's0').signals('go', 's1');
    expect(run.step('b')).toMatchObject({ status: 'succeeded', signalId: 's1' });
    expect(run.lastOf('cancelTimer')).toEqual([{ type: 'cancelTimer', path: 'b', timer: 'deadline' }]);
    expect(run.status('a')).toBe('waiting');
    expect(run.signals('go', 's2').step('a')).toMatchObject({ status: 'succeeded', signalId: 's2' });
  });

  it('that come early wait for the wait, and count once', () => {
    const run = story(definition)
      .signals('go', 's1')
      .starts()
      .signals('go', 's1')
      .suspends('a', { signal: 'go' })
      .suspends('b', { signal: 'go' });
    expect(run.statuses()).toMatchObject({ a: 'succeeded', b: 'waiting' });
    expect(run.signals('go', 's1').status('b')).toBe('waiting');
  });

  it('may have any name and id', () => {
    const run = story(definition)
      .starts()
      .suspends('a', { signal: '__proto__' })
      .suspends('b', { signal: 'constructor' })
      .restarts();
    run.signals('__proto__', '__proto__').signals('constructor', 'toString');
    expect(run.ready()).toEqual(['x', 'y']);
  });

  it('are kept up to a bound', () => {
    const run = story(definition).starts();
    for (let i = 0; i < 1500; i++) run.signals('go', `s${i}`);
    expect(run.state.signals.earlyCount).toBe(1000);
    expect(run.suspends('a', { signal: 'go' }).step('a')?.signalId).toBe('s0');
  });
});

describe('replies and answers', () => {
  it('end the step by their port', () => {
    const run = story(
      flow('start -> sign', 'sign:approved -> yes', 'sign:rejected -> no', { sign: { kind: 'human.approval' } }),
    )
      .starts()
      .suspends('sign', { answer: true, deadline: 9e12 });
    expect(run.resolves('sign', 'rejected').statuses()).toMatchObject({
      sign: 'succeeded',
      yes: 'skipped',
      no: 'running',
    });
  });

  it('count for their attempt alone, and even before the suspension is known', () => {
    const run = story(flow('start -> a -> b', { a: { retry: { maxAttempts: 2, initialMs: 0 } } }))
      .starts()
      .suspends('a', { reply: true });
    run.fails('a', { code: 'MODEL_UNAVAILABLE' });
    expect(run.step('a')).toMatchObject({ status: 'running', attempt: 2 });
    run.resolves('a', undefined, 1);
    expect(run.status('a')).toBe('running');
    run.resolves('a').suspends('a', { reply: true }, 2);
    expect(run.statuses()).toMatchObject({ a: 'succeeded', b: 'running' });
  });

  it('are bounded by the time-out of the step', () => {
    const run = story(
      flow('start -> a', { a: { timeoutMs: 30_000, retry: { maxAttempts: 2, initialMs: 0 } } }),
    ).starts();
    expect(run.lastOf('executeStep')).toMatchObject([{ timeoutMs: 30_000 }]);
    const begun = run.time;
    run.suspends('a', { reply: true });
    expect(run.timers()['a/timeout']).toBe(begun + 30_000);
    expect(run.fires('a', 'timeout').step('a')).toMatchObject({
      status: 'running',
      attempt: 2,
      error: { code: 'STEP_TIMED_OUT' },
    });
    expect(run.timers()['a/timeout']).toBeUndefined();
  });
});

describe('what a person does to a run', () => {
  it('cancel ends it, with all that is going on', () => {
    const run = story(flow('start -> a & w & c', { w: { kind: 'flow.wait' }, c: {}, settings: { maxParallel: 2 } }))
      .starts()
      .suspends('w', { signal: 'x' });
    run.happens({ type: 'run.cancelRequested', reason: 'wrong file' });
    expect(run.last).toEqual([
      { type: 'cancelStep', path: 'a' },
      { type: 'cancelStep', path: 'w' },
      { type: 'cancelStep', path: 'c' },
      { type: 'finishRun', status: 'cancelled' },
    ]);
    expect(run.runStatus()).toBe('cancelled');
    expect(run.statuses()).toEqual({ start: 'succeeded', a: 'cancelled', w: 'cancelled', c: 'cancelled' });
  });

  it('cancel works before the start, and start does not after', () => {
    const run = story(flow('start -> a')).happens({ type: 'run.cancelRequested' });
    expect(run.runStatus()).toBe('cancelled');
    expect(run.starts().last).toEqual([]);
  });

  it('pause lets steps end and timers fire, but starts nothing', () => {
    const run = story(flow('start -> a & w', 'a -> b', 'w -> c', { w: { kind: 'flow.wait' } })).starts();
    run.suspends('w', { until: run.time + 5000 }).happens({ type: 'run.pauseRequested' });
    expect(run.runStatus()).toBe('paused');
    expect(run.succeeds('a').fires('w', 'until').ready()).toEqual([]);
    expect(run.status('b')).toBe('pending');
    expect(
      run
        .happens({ type: 'run.resumeRequested' })
        .lastOf('executeStep')
        .map((command) => command.path),
    ).toEqual(['b', 'c']);
    expect(run.runStatus()).toBe('running');
  });

  it('a run that was paused may end', () => {
    expect(story(flow('start -> a')).starts().happens({ type: 'run.pauseRequested' }).succeeds('a').runStatus()).toBe(
      'succeeded',
    );
  });
});

describe('ends', () => {
  it('come by flow.stop, as it says', () => {
    const definition = flow('start -> a & halt', 'a -> b', { halt: { kind: 'flow.stop' } });
    const done = story(definition).starts().succeeds('halt', { stop: 'succeeded' });
    expect(done.last).toEqual([
      { type: 'cancelStep', path: 'a' },
      { type: 'finishRun', status: 'succeeded' },
    ]);
    const failed = story(definition).starts().succeeds('halt', { stop: 'failed', message: 'too old' });
    expect(failed.lastOf('finishRun')).toEqual([
      { type: 'finishRun', status: 'failed', error: { code: 'RUN_STOPPED', message: 'too old', retry: 'never' } },
    ]);
    expect(story(definition).starts().succeeds('halt').runStatus()).toBe('succeeded');
  });

  it('come by time', () => {
    const run = story(flow('start -> a', { settings: { timeoutMs: 60_000 } })).starts();
    expect(run.timers()['/run']).toBe(run.time + 60_000);
    expect(run.fires('', 'run').lastOf('finishRun')).toMatchObject([
      { status: 'failed', error: { code: 'RUN_TIMED_OUT' } },
    ]);
    expect(run.timers()).toEqual({});
  });
});

describe('a question whether a step may go on', () => {
  const asking = (retry?: object) =>
    story(flow('start -> call -> after', { call: { kind: 'test.step', ...(retry && { retry }) } }))
      .starts()
      .suspends('call', { answer: true });

  it('is followed by another attempt under the same key, which the grant reaches', () => {
    const run = asking().grants('call', { micros: 5 });
    expect(run.lastOf('executeStep')).toMatchObject([
      { path: 'call', attempt: 2, generation: 1, grant: { micros: 5 } },
    ]);
    expect(run.timers()).not.toHaveProperty('call/deadline');
    expect(run.succeeds('call').status('after')).toBe('running');
  });

  it('costs no attempt of the retry policy, and the grant stays for the attempts that follow', () => {
    const run = asking({ maxAttempts: 2, initialMs: 1000 }).grants('call', { micros: 5 });
    run.fails('call').fires('call', 'retry');
    expect(run.lastOf('executeStep')).toMatchObject([{ attempt: 3, generation: 1, grant: { micros: 5 } }]);
    expect(run.fails('call').runStatus()).toBe('failed');
  });

  it('may be asked again, and a later grant takes the place of the first', () => {
    const run = asking().grants('call', { micros: 5 }).suspends('call', { answer: true }).grants('call', { micros: 7 });
    expect(run.lastOf('executeStep')).toMatchObject([{ attempt: 3, generation: 1, grant: { micros: 7 } }]);
  });

  it('is not answered by a stale, repeated or misplaced grant', () => {
    const run = asking().grants('call', {}, 2);
    expect(run.status('call')).toBe('waiting');
    run.grants('call').grants('call', {}, 1).grants('call', {}, 2);
    expect(run.attempt('call')).toBe(2);
    expect(asking().fires('call', 'deadline').grants('call').runStatus()).toBe('failed');
    const signalled = story(flow('start -> w', { w: { kind: 'flow.wait' } }))
      .starts()
      .suspends('w', { signal: 'go' });
    expect(signalled.grants('w').status('w')).toBe('waiting');
  });

  it('fails the step when people say no, whatever the retry policy', () => {
    const run = asking({ maxAttempts: 5 }).fails('call', { code: 'BUDGET_EXCEEDED', retry: 'never' });
    expect(run.lastOf('finishRun')).toMatchObject([{ status: 'failed', error: { code: 'BUDGET_EXCEEDED' } }]);
  });
});
