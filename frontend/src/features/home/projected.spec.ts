import { projected } from './projected.js';

const november = { periodFrom: '2026-11-01T00:00:00.000Z', resetsAt: '2026-12-01T00:00:00.000Z' };
const at = (day: number) => Date.UTC(2026, 10, day);

it('goes on at the pace until now', () => expect(projected({ ...november, spentMicros: 200 }, at(11))).toBe(600));
it('says nothing on the first day', () => expect(projected({ ...november, spentMicros: 200 }, at(2))).toBeNull());
it('says nothing of a budget without an end', () =>
  expect(projected({ periodFrom: null, resetsAt: null, spentMicros: 200 }, at(11))).toBeNull());
