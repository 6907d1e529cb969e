import { ChainDecider, type ChainEvent, type ChainState } from './chain-decider.js';

const step = { maxAttempts: 3, firstPauseMs: 1000, timeoutMs: 5000 };
const decider = new ChainDecider([
  { path: 'index', ...step },
  { path: 'clean', ...step },
]);

function told(...events: ChainEvent[]) {
  let state: ChainState = decider.initial();
  const commands = events.flatMap((event) => {
    const decided = decider.decide(state, event);
    state = decided.state;
    return decided.commands;
  });
  return { state, commands, last: commands.at(-1) };
}
const started: ChainEvent = { type: 'run.started', at: 0 };
const done = (path: string, attempt = 1): ChainEvent => ({ type: 'step.succeeded', at: 5, path, attempt });
const failed = (path: string, attempt: number, retry: 'never' | 'soon' | 'after', more = {}): ChainEvent => ({
  type: 'step.failed',
  at: 10_000,
  path,
  attempt,
  error: { code: 'E', message: 'no', retry, ...more },
});

describe('a chain of steps', () => {
  it('does one after the other', () => {
    expect(told(started).last).toMatchObject({ type: 'executeStep', path: 'index', attempt: 1, effect: 'idempotent' });
    expect(told(started, done('index')).last).toMatchObject({ type: 'executeStep', path: 'clean', attempt: 1 });
    expect(told(started, done('index'), done('clean')).last).toEqual({ type: 'finishRun', status: 'succeeded' });
  });

  it('repeats what may work later, with pauses that double, and as often as it may', () => {
    expect(told(started, failed('index', 1, 'soon')).last).toEqual({
      ...{ type: 'startTimer', path: 'index', timer: 'retry', attempt: 2, at: 11_000 },
    });
    const second = told(
      started,
      failed('index', 1, 'soon'),
      { type: 'timer.fired', at: 11_000, path: 'index', timer: 'retry', attempt: 2 },
      failed('index', 2, 'after', { retryAfterMs: 60_000 }),
    );
    expect(second.last).toMatchObject({ attempt: 3, at: 70_000 });
    expect(decider.status(second.state)).toBe('waiting');
    expect(decider.outstanding(second.state)).toEqual([second.last]);
    const { state } = decider.decide({ status: 'running', step: 0, attempt: 3 }, failed('index', 3, 'soon'));
    expect(state.status).toBe('failed');
  });

  it('ends at once with what cannot work', () => {
    expect(told(started, failed('index', 1, 'never')).last).toEqual({
      ...{ type: 'finishRun', status: 'failed', error: { code: 'E', message: 'no' } },
    });
  });

  it('does not hear what comes late, twice, or after its end', () => {
    expect(told(started, done('clean')).state).toMatchObject({ step: 0, attempt: 1 });
    expect(told(started, done('index'), done('index')).state).toMatchObject({ step: 1 });
    expect(told(started, failed('index', 1, 'soon'), done('index', 1)).state).toMatchObject({ step: 0, attempt: 2 });
    expect(told(started, { type: 'run.cancelRequested', at: 1 }, done('index')).state.status).toBe('cancelled');
    expect(told(started, started).commands).toHaveLength(1);
  });
});
