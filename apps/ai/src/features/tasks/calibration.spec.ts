import { assumed, fitted, identity, scaled, type Judged } from './calibration.js';

const answers = (stated: number, right: number, of: number): Judged[] =>
  Array.from({ length: of }, (_, at) => ({ stated, correct: at < right }));

describe('calibration', () => {
  it('follows what people said: a model that says 0.95 and is right in 6 of 10 means 0.6', () => {
    const scaling = fitted([...answers(0.95, 60, 100), ...answers(0.6, 30, 100)]);
    expect(scaled(0.95, scaling)).toBeCloseTo(0.6, 1);
    expect(scaled(0.6, scaling)).toBeCloseTo(0.3, 1);
  });

  it('hardly moves for few answers', () => {
    expect(scaled(0.9, fitted(answers(0.9, 0, 1)))).toBeGreaterThan(0.6);
    expect(scaled(0.8, fitted([]))).toBe(0.8);
  });

  it('is never upside down', () => {
    const scaling = fitted([...answers(0.95, 0, 200), ...answers(0.55, 200, 200)]);
    expect(scaled(0.95, scaling)).toBeGreaterThanOrEqual(scaled(0.55, scaling));
  });

  it('stays finite for answers that are certain, and wrong', () => {
    const scaling = fitted([...answers(1, 0, 300), ...answers(0, 300, 300)]);
    for (const stated of [0, 0.5, 1]) expect(Number.isFinite(scaled(stated, scaling))).toBe(true);
  });

  it('pulls what is merely stated towards doubt, as documented', () => {
    expect([0.99, 0.9, 0.5].map((stated) => scaled(stated, assumed))).toEqual([0.955, 0.812, 0.5]);
    expect(scaled(0.7, identity)).toBe(0.7);
  });
});
