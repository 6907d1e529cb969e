import { OneStepDecider, type OneStepEvent, type OneStepState } from './one-step-decider.js';

const decider = new OneStepDecider({ maxAttempts: 4, firstPauseMs: 100, timeoutMs: 1000 });
const after = (...events: Record<string, unknown>[]) => {
  let state: OneStepState = decider.initial();
  let commands: ReturnType<OneStepDecider['decide']>['commands'] = [];
  for (const event of events)
    ({ state, commands } = decider.decide(state, {
      at: 0,
      path: 'do',
      attempt: state.attempt,
      ...event,
    } as unknown as OneStepEvent));
  return { state, commands, status: decider.status(state), outstanding: decider.outstanding(state) };
};
const started = { type: 'run.started' };
const failed = (retry = 'soon', more = {}) => ({
  type: 'step.failed',
  error: { code: 'X', message: 'no', retry, ...more },
});
const fired = { type: 'timer.fired', timer: 'retry' };

describe('one act that is repeated', () => {
  it('ends when it succeeds', () => {
    expect(after(started).commands).toMatchObject([{ type: 'executeStep', attempt: 1, timeoutMs: 1000 }]);
    expect(after(started, { type: 'step.succeeded' }).status).toBe('succeeded');
  });

  it('pauses longer each time, and gives up', () => {
    expect(after(started, failed()).state.retryAt).toBe(100);
    expect(after(started, failed(), fired, failed()).state.retryAt).toBe(200);
    expect(after(started, failed('after', { retryAfterMs: 5000 })).state.retryAt).toBe(5000);
    const third = [started, failed(), fired, failed(), fired, failed()];
    expect(after(...third).status).toBe('waiting');
    expect(after(...third, fired, failed()).status).toBe('failed');
    expect(after(started, failed('never')).status).toBe('failed');
  });

  it('goes on where it was, and heeds nothing that is over', () => {
    expect(after(started, failed()).outstanding).toMatchObject([{ type: 'startTimer', at: 100 }]);
    expect(after(started, failed(), fired).outstanding).toMatchObject([{ type: 'executeStep', attempt: 2 }]);
    expect(after(started, failed(), fired, { type: 'step.succeeded', attempt: 1 }).status).toBe('running');
    expect(after(started, { type: 'run.cancelRequested' }, { type: 'step.succeeded' }).status).toBe('cancelled');
  });
});
