import { ndcgAt, recallAt } from './measures.js';

const expected = [
  { documentId: 'a', gain: 4 },
  { documentId: 'b', gain: 1 },
];

describe('measures', () => {
  it('recall is the share of what was expected among the first', () => {
    expect(recallAt(['a', 'x', 'b'], expected)).toBe(1);
    expect(recallAt(['a', 'x', 'b'], expected, 2)).toBe(0.5);
    expect(recallAt(['x'], expected)).toBe(0);
    expect(recallAt(['x'], [])).toBe(0);
  });

  it('nDCG counts the order and the gain', () => {
    expect(ndcgAt(['a', 'b'], expected)).toBe(1);
    expect(ndcgAt([], expected)).toBe(0);
    // (1/log2(2) + 15/log2(3)) / (15/log2(2) + 1/log2(3))
    expect(ndcgAt(['b', 'a'], expected)).toBeCloseTo((1 + 15 / Math.log2(3)) / (15 + 1 / Math.log2(3)), 10);
    expect(ndcgAt(Array.from({ length: 10 }, (_, index) => `x${index}`).concat('a'), expected)).toBe(0);
  });
});
