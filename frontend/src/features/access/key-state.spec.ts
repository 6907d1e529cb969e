import { expiresAtOf, keyState } from './key-state.js';

const now = Date.parse('2026-06-01T12:00:00Z');

it.each([
  ['active', null, null],
  ['active', '2026-06-01T12:00:01Z', null],
  ['expired', '2026-06-01T12:00:00Z', null],
  ['revoked', '2026-06-01T12:00:00Z', '2026-05-01T00:00:00Z'],
] as const)('is %s with an end at %s, revoked at %s', (state, expiresAt, revokedAt) =>
  expect(keyState({ expiresAt, revokedAt }, now)).toBe(state),
);

it('ends in days, at the end of a day, or never', () => {
  expect(expiresAtOf({ span: 'never', day: '' }, now)).toBeNull();
  expect(expiresAtOf({ span: '30', day: '' }, now)).toBe('2026-07-01T12:00:00.000Z');
  expect(new Date(expiresAtOf({ span: 'date', day: '2026-12-31' }, now) ?? '').getHours()).toBe(23);
});

it.each(['', '2026-05-31', 'soon'])('does not end on %j', (day) =>
  expect(expiresAtOf({ span: 'date', day }, now)).toBeUndefined(),
);
