import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

const decider = new DeliveryDecider();
const fails = (
  attempt: number,
  at: number,
  retry: 'never' | 'soon' | 'after',
  retryAfterMs?: number,
): DeliveryEvent => ({
  type: 'step.failed',
  at,
  path: 'send',
  attempt,
  error: { code: 'CHANNEL_FAILED', message: 'no', retry, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
});
const tell = (state: DeliveryState, event: DeliveryEvent) => decider.decide(state, event);
const started = () => tell(decider.initial(), { type: 'run.started', at: 0 });

describe('a delivery', () => {
  it('is sent once and done', () => {
    const { state, commands } = started();
    expect(commands).toMatchObject([{ type: 'executeStep', attempt: 1, effect: 'idempotent' }]);
    expect(tell(state, { type: 'step.succeeded', at: 1, path: 'send', attempt: 1 }).commands).toEqual([
      { type: 'finishRun', status: 'succeeded' },
    ]);
  });

  it('is tried ten times over days, honouring Retry-After, then given up', () => {
    let { state } = started();
    const waits: number[] = [];
    for (let attempt = 1; ; attempt++) {
      const failed = tell(state, fails(attempt, 0, 'after', attempt === 1 ? 60_000 : undefined));
      state = failed.state;
      const [command] = failed.commands;
      if (command?.type === 'finishRun') {
        expect(attempt).toBe(10);
        break;
      }
      expect(decider.status(state)).toBe('waiting');
      if (command?.type === 'startTimer') waits.push(command.at);
      state = tell(state, { type: 'timer.fired', at: 0, path: 'send', timer: 'retry', attempt: attempt + 1 }).state;
    }
    expect(waits[0]).toBe(60_000);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 24 * 3600_000);
  });

  it('is not tried again when the receiver refuses for good', () => {
    expect(tell(started().state, fails(1, 0, 'never')).commands).toMatchObject([
      { type: 'finishRun', status: 'failed' },
    ]);
  });

  it('ignores what is stale, and knows what is outstanding', () => {
    const { state } = tell(started().state, fails(1, 0, 'soon'));
    expect(tell(state, { type: 'step.succeeded', at: 1, path: 'send', attempt: 1 }).commands).toEqual([]);
    expect(decider.outstanding(JSON.parse(JSON.stringify(state)) as DeliveryState)).toEqual([
      { type: 'startTimer', path: 'send', timer: 'retry', attempt: 2, at: 5000 },
    ]);
  });
});
