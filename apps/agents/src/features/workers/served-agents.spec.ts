import { groupOf, readServing, servingOf } from './served-agents.js';

describe('AAAS_AGENTS', () => {
  const read = (AAAS_AGENTS: string, role: 'api' | 'worker' | 'all' = 'worker') =>
    readServing({ role }, { AAAS_AGENTS });

  it('names the agents that a worker is for, whatever their case', () => {
    expect(read('Lead Writer, lead writer ,Sorter')).toEqual({ only: ['lead writer', 'sorter'] });
    expect(read('')).toEqual({});
  });

  it('names those that a worker never takes, with a dash before each', () => {
    expect(read('-Lead,-sorter')).toEqual({ except: ['lead', 'sorter'] });
    expect(read('-lead', 'all')).toEqual({ except: ['lead'] });
  });

  it('stops the boot where it makes no sense, and says why', () => {
    expect(() => read('lead,-sorter')).toThrow(/AAAS_AGENTS.*dash before each/);
    expect(() => read('lead/x')).toThrow(/AAAS_AGENTS.*names of agents/);
    for (const role of ['all', 'api'] as const) expect(() => read('lead', role)).toThrow(/AAAS_ROLE=worker/);
  });

  it('gives long names a group of their own that fits its column', () => {
    const [one, other] = [`${'a'.repeat(99)}1`, `${'a'.repeat(99)}2`];
    expect(groupOf(one)).toHaveLength(43);
    expect(groupOf(one)).toBe(groupOf(one.toUpperCase()));
    expect(groupOf(one)).not.toBe(groupOf(other));
    expect(servingOf([one])).toEqual({ only: [groupOf(one)] });
  });
});
