import { vaultText } from './vault.js';

describe('the state of the vault', () => {
  it('is a line a service', () => {
    const dataKey = { number: 2, createdAt: '2026-11-30T08:00:00.000Z', masterKey: 'abc' };
    expect(
      vaultText([
        { service: 'company', dataKey, masterKeyIsCurrent: false, waiting: 3 },
        { service: 'ai', dataKey: null, masterKeyIsCurrent: true, waiting: 0 },
      ]),
    ).toBe(
      'company: key 2 of 2026-11-30T08:00:00.000Z, 3 still sealed with an earlier one, the new master key does not wrap everything yet\n' +
        'ai: no secret yet',
    );
  });
});
