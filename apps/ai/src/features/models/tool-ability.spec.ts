import { providers, type ModelDef } from '#libs/catalog/providers/defs';
import { named } from './candidates.js';
import { mergedModels, type ConnectedProvider } from './connected-provider.js';
import { checkKey } from './model-check.repository.js';
import { abilityOf } from './tool-ability.js';

const dayMs = 86_400_000;
const model = (name: string, tools: boolean): ModelDef => ({
  name,
  title: name,
  contextTokens: null,
  tools,
  tier: 'large',
  price: null,
});

function ability(
  toolCheck: 'listed' | 'catalogue' | 'probe',
  name: string,
  { kept, at = 0, tiers = {} }: { kept?: boolean; at?: number; tiers?: Record<string, { tier: 'small' }> } = {},
) {
  const def = { ...providers.compatible, toolCheck, models: [model('listed', true), model('both', true)] };
  const told = [model('both', false), model('told', false)];
  const connected: ConnectedProvider = {
    ...{ id: 'a', key: 'aip_a', source: 'company', def, defaultModel: 'listed' },
    provider: { stream: () => undefined as never, tasks: {} },
    models: mergedModels(def, told),
    discovered: new Set(told.map((each) => each.name)),
  };
  const checks = new Map(kept === undefined ? [] : [[checkKey('aip_a', name), { tools: kept, checkedAt: 0 }]]);
  return abilityOf(named({ models: tiers }, connected, name), checks, at);
}

describe('whether a model can call tools', () => {
  it.each([
    ['listed', 'listed', { tools: true, by: 'list' }],
    ['listed', 'both', { tools: true, by: 'list' }],
    ['listed', 'told', { tools: false, by: 'catalogue' }],
    ['listed', 'new', { tools: undefined, by: null }],
    ['catalogue', 'both', { tools: false, by: 'catalogue' }],
    ['catalogue', 'listed', { tools: true, by: 'list' }],
    ['catalogue', 'new', { tools: undefined, by: null }],
    ['probe', 'listed', { tools: undefined, by: null }],
    ['probe', 'told', { tools: undefined, by: null }],
  ] as const)('is known by %s of %s', (toolCheck, name, expected) => {
    expect(ability(toolCheck, name)).toEqual(expected);
  });

  it('is known of a model whose size the company changed', () => {
    expect(ability('listed', 'listed', { tiers: { 'a/listed': { tier: 'small' } } })).toEqual({
      tools: true,
      by: 'list',
    });
  });

  it('is kept from a sample call, for a month or, when it could not, for a day', () => {
    expect(ability('probe', 'listed', { kept: true, at: 29 * dayMs })).toEqual({
      tools: true,
      by: 'call',
      isOld: false,
    });
    expect(ability('probe', 'listed', { kept: true, at: 31 * dayMs }).isOld).toBe(true);
    expect(ability('probe', 'new', { kept: false, at: 2 * dayMs })).toEqual({ tools: false, by: 'call', isOld: true });
  });
});
