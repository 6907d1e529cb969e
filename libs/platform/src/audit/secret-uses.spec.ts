import type { AuditTrail, Occasion } from './audit-trail.js';
import { callContext } from '#libs/platform/rpc';
import { SecretUses } from './secret-uses.js';

function bench() {
  const told: Occasion[] = [];
  const trail = {
    service: 'company',
    tellSoon: (occasion: Occasion) => void told.push(occasion),
    tellAlone: (occasion: Occasion) => Promise.resolve(void told.push(occasion)),
  };
  const uses = new SecretUses(trail as unknown as AuditTrail);
  const times = () => told.map(({ target, facts }) => [target.id, facts?.['times']]);
  return { uses, told, times };
}
const credential = (id: string) => ({ type: 'credential', id, companyId: 'co_1', label: 'CRM' });
const as = (id: string, work: () => void, type: 'user' | 'run' = 'user') =>
  callContext.run({ requestId: 'r', deadline: Infinity, actor: { type, id } }, work);

describe('uses of credentials', () => {
  it('are told at once the first time, then as the number of the hour', async () => {
    const { uses, times } = bench();
    for (let use = 0; use < 5; use++) uses.note(credential('crd_1'));
    uses.note(credential('crd_2'));
    expect(times()).toEqual([
      ['crd_1', 1],
      ['crd_2', 1],
    ]);
    await uses.settle(performance.now());
    expect(times()).toHaveLength(2);
    await uses.settle(performance.now() + 3_600_001);
    expect(times()).toEqual([
      ['crd_1', 1],
      ['crd_2', 1],
      ['crd_1', 4],
    ]);
    uses.note(credential('crd_1'));
    expect(times().at(-1)).toEqual(['crd_1', 1]);
    await uses.beforeApplicationShutdown();
  });

  it('are counted for each person, and settled when the process goes', async () => {
    const { uses, told } = bench();
    for (const id of ['usr_a', 'usr_a', 'usr_b']) as(id, () => uses.note(credential('crd_1')));
    await uses.beforeApplicationShutdown();
    expect(told.map(({ actor, facts }) => [actor?.id, facts?.['times']])).toEqual([
      ['usr_a', 1],
      ['usr_b', 1],
      ['usr_a', 1],
    ]);
  });

  it('of runs count together where a secret is used all the time', async () => {
    const { uses, told } = bench();
    for (const id of ['run_a', 'run_b']) as(id, () => uses.note(credential('aip_1'), { runsTogether: true }), 'run');
    as('usr_a', () => uses.note(credential('aip_1'), { runsTogether: true }));
    await uses.beforeApplicationShutdown();
    expect(told.map(({ actor, facts }) => [actor?.id, facts?.['times']])).toEqual([
      ['company', 1],
      ['usr_a', 1],
      ['company', 1],
    ]);
  });
});
