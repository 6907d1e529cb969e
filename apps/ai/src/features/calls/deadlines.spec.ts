import { Deadlines } from './deadlines.js';

jest.useFakeTimers();

describe('Deadlines', () => {
  const spec = { firstMs: 100, idleMs: 50, totalMs: 300 };
  const start = (outer = new AbortController().signal) => new Deadlines(spec, outer);
  const why = (deadlines: Deadlines) => (deadlines.signal.reason as Error | undefined)?.message;

  it('waits for the first piece', () => {
    const deadlines = start();
    jest.advanceTimersByTime(99);
    expect(deadlines.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadlines.signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED', retry: 'soon' });
    expect(why(deadlines)).toMatch(/did not begin/);
  });

  it('then for each next one', () => {
    const deadlines = start();
    for (const ms of [90, 40, 40]) {
      jest.advanceTimersByTime(ms);
      deadlines.arrived();
      deadlines.waitOn();
    }
    expect(deadlines.signal.aborted).toBe(false);
    jest.advanceTimersByTime(50);
    expect(why(deadlines)).toMatch(/stopped in the middle/);
  });

  it('while the next one is waited for, however slowly it is read', () => {
    const deadlines = start();
    deadlines.arrived();
    jest.advanceTimersByTime(120);
    expect(deadlines.signal.aborted).toBe(false);
    deadlines.waitOn();
    jest.advanceTimersByTime(49);
    expect(deadlines.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(why(deadlines)).toMatch(/stopped in the middle/);
  });

  it('for each next one from the first on, however long that one took', () => {
    const deadlines = new Deadlines({ firstMs: 1000, idleMs: 50, totalMs: 3000 }, new AbortController().signal);
    jest.advanceTimersByTime(730);
    deadlines.arrived();
    deadlines.waitOn();
    jest.advanceTimersByTime(49);
    expect(deadlines.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(why(deadlines)).toMatch(/stopped in the middle/);
  });

  it('and no longer than the whole may take', () => {
    const deadlines = start();
    for (let at = 0; at < 300; at += 30) {
      jest.advanceTimersByTime(30);
      deadlines.arrived();
      deadlines.waitOn();
    }
    expect(why(deadlines)).toMatch(/did not end/);
  });

  it('ends with the caller, for his reason', () => {
    const outer = new AbortController();
    const deadlines = start(outer.signal);
    outer.abort(new Error('left'));
    expect(why(deadlines)).toBe('left');
  });

  it('leaves no timer behind', () => {
    jest.clearAllTimers();
    const deadlines = start();
    deadlines.arrived();
    deadlines.end();
    expect(jest.getTimerCount()).toBe(0);
  });
});
