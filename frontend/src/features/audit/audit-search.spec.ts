import { queryOf } from './audit-search.js';
import { actionText, actorText, auditNouns } from './audit-words.js';

const t = (key: string, params: Record<string, unknown> = {}) => `${key}${JSON.stringify(params)}`;

describe('filters of the audit log', () => {
  it('mean whole days of the reader, and leave out what is no day', () => {
    const { from, to, action } = queryOf({ from: '2026-11-01', to: '2026-11-01', action: 'credential' });
    expect(Date.parse(to!) - Date.parse(from!)).toBe(86_400_000);
    expect(new Date(from!).getHours()).toBe(0);
    expect(action).toBe('credential');
    expect(queryOf({ from: 'yesterday' }).from).toBeUndefined();
  });

  it('ends with the day, also where it has 23 or 25 hours', () => {
    for (const day of ['2026-03-29', '2026-10-25', '2026-12-31']) {
      const { to } = queryOf({ to: day });
      expect(new Date(to!).getHours()).toBe(0);
      expect(new Date(to!).getDate()).not.toBe(Number(day.slice(8)));
    }
  });
});

describe('words of the audit log', () => {
  it('are those of the catalogue, and as they stand where it has none', () => {
    expect(actionText(t as never, 'credential.created')).toBe('audit.noun.credential{} · audit.verb.created{}');
    expect(actionText(t as never, 'heron.landed')).toBe('heron · landed');
    expect(auditNouns).toContain('api-key');
  });

  it('name who it was', () => {
    const who = (actor: object) => actorText(t as never, { actor } as never);
    expect(who({ type: 'user', id: 'usr_1', name: 'Ann' })).toBe('Ann');
    expect(who({ type: 'apiKey', id: 'key_1', name: 'Ann' })).toBe('audit.actor.apiKey{"name":"Ann"}');
    expect(who({ type: 'service', id: 'company', name: null })).toBe('audit.actor.service{}');
  });
});
