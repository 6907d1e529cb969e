import { AppError } from '#libs/contracts';
import { Breaker } from './breaker.js';

describe('Breaker', () => {
  let now = 0;
  const fresh = () => new Breaker(() => now);
  const down = new AppError('MODEL_UNAVAILABLE');
  const fail = (breaker: Breaker, times: number) => {
    for (let n = 0; n < times; n++) breaker.failed(down);
  };
  beforeEach(() => void (now = 1000));

  it('opens after five failures in a row, and says for how long', () => {
    const breaker = fresh();
    fail(breaker, 4);
    expect(breaker.enter()).toBe(0);
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
    expect(breaker.enter()).toBe(5000);
    expect(breaker.figures).toEqual({ calls: 5, failures: 5 });
  });

  it('opens when half of the latest twenty failed', () => {
    const breaker = fresh();
    for (let n = 0; n < 9; n++) {
      fail(breaker, 1);
      breaker.succeeded();
    }
    expect(breaker.state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('lets one probe through, closes after its success and stays open twice as long after its failure', () => {
    const breaker = fresh();
    fail(breaker, 5);
    now += 5000;
    expect(breaker.state).toBe('half-open');
    expect(breaker.enter()).toBe(0);
    expect(breaker.enter()).toBeGreaterThan(0);
    breaker.failed(new AppError('DEADLINE_EXCEEDED'));
    expect(breaker.enter()).toBe(10_000);
    now += 10_000;
    expect(breaker.enter()).toBe(0);
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.state).toBe('closed');
  });

  it('gives the place of a probe back that ended without a verdict', () => {
    const breaker = fresh();
    fail(breaker, 5);
    now += 5000;
    expect(breaker.enter()).toBe(0);
    breaker.left();
    expect(breaker.enter()).toBe(0);
    breaker.failed(new AppError('MODEL_REFUSED'));
    expect(breaker.enter()).toBe(0);
  });

  it('takes no refusal for an outage, and rests when it is asked to', () => {
    const breaker = fresh();
    for (let n = 0; n < 9; n++) breaker.failed(new AppError('MODEL_REFUSED'));
    for (let n = 0; n < 9; n++) breaker.failed(new AppError('MODEL_RATE_LIMITED', { retryAfterMs: 3000 }));
    expect(breaker.state).toBe('closed');
    expect(breaker.resting).toBe(true);
    now += 3000;
    expect(breaker.resting).toBe(false);
  });
});
