import { providers, type ModelDef } from '#libs/catalog/providers/defs';
import { aiSettings } from '#libs/contracts';
import { candidatesOf, type Choice } from './candidates.js';
import { mergedModels, type ConnectedProvider } from './connected-provider.js';

const chat = (name: string, tier: 'small' | 'large', price: number | null, more: Partial<ModelDef> = {}): ModelDef => ({
  name,
  title: name,
  contextTokens: null,
  tools: true,
  tier,
  price: price === null ? null : { input: price, output: price },
  ...more,
});
const account = (id: string, models: ModelDef[], more: Partial<ConnectedProvider> = {}): ConnectedProvider => ({
  id,
  key: `aip_${id}`,
  source: 'company',
  def: { ...providers.compatible, models },
  provider: { stream: () => undefined as never, tasks: {} },
  defaultModel: models[0]?.name ?? '',
  models,
  ...more,
});
const rules: ConnectedProvider = {
  ...account('builtin', [...providers.builtin.models]),
  def: providers.builtin,
};

const first = account('first', [
  chat('mid', 'large', 50),
  chat('tiny', 'small', 5),
  chat('dear', 'large', 900),
  chat('vectors', 'small', 1, { kind: 'embedding' }),
]);
const second = account('second', [chat('free', 'small', 0), chat('unknown', 'large', null), chat('mid', 'large', 40)]);
const choice = (routing: object = {}, more: Partial<Choice> = {}): Choice => ({
  connected: [first, second, rules],
  routing: aiSettings.parse({ routing }).routing,
  models: {},
  priceOf: ({ model }) => model.price,
  latencyMs: () => undefined,
  ...more,
});
const ids = (wanted: string, of = choice()) => candidatesOf(wanted, of).map(({ id }) => id);

describe('candidates', () => {
  it('by name: of one provider, or of all that offer it', () => {
    expect(ids('second/mid')).toEqual(['second/mid']);
    expect(ids('mid')).toEqual(['first/mid', 'second/mid']);
    expect(ids('second/org/new:q4')).toEqual(['second/org/new:q4']);
    expect(ids('builtin/other')).toEqual([]);
    expect(ids('second/')).toEqual([]);
    expect(ids('nothing')).toEqual([]);
  });

  it('by default: what the company set, else the first provider’s', () => {
    expect(ids('default')).toEqual(['first/mid']);
    expect(ids('default', choice({ defaultModel: 'second/free' }))).toEqual(['second/free']);
    expect(ids('default', choice({ defaultModel: 'large-first' }))).toEqual(['first/mid', 'first/tiny']);
    expect(ids('default', choice({ defaultModel: 'gone/model' }))).toEqual([]);
  });

  it('by size: as the company set, in the preferred provider, or where there is one', () => {
    expect(ids('small-first')).toEqual(['first/tiny', 'first/mid']);
    expect(ids('large-first')).toEqual(['first/mid', 'first/tiny']);
    expect(ids('small-first', choice({ smallModel: 'free' }))).toEqual(['second/free', 'first/mid']);
    expect(ids('small-first', choice({ defaultModel: 'second/free' }))[0]).toBe('second/free');
    expect(ids('small-first', choice({ defaultModel: 'small-first', smallModel: 'default' }))[0]).toBe('first/tiny');
    const models = { 'first/dear': { tier: 'small' as const }, 'first/tiny': { tier: 'large' as const } };
    expect(ids('small-first', choice({}, { models }))[0]).toBe('first/dear');
    const connected = [account('local', [chat('little', 'small', 0)]), first, rules];
    expect(ids('large-first', choice({}, { connected }))).toEqual(['first/mid', 'local/little']);
    expect(ids('small-first', choice({}, { connected: [rules] }))).toEqual(['builtin/rules', 'builtin/rules']);
  });

  it('cheapest: by price, unknown ones last, the rules behind everybody, nothing that only makes vectors', () => {
    expect(ids('cheapest')).toEqual([
      'second/free',
      'first/tiny',
      'second/mid',
      'first/mid',
      'first/dear',
      'second/unknown',
      'builtin/rules',
    ]);
    const priceOf: Choice['priceOf'] = ({ id }) =>
      id === 'first/dear' ? { input: 0, output: 0 } : { input: 1, output: 1 };
    expect(ids('cheapest', choice({}, { priceOf }))[0]).toBe('first/dear');
  });

  it('fastest: by what was measured, small ones before large ones where nothing was', () => {
    const latencyMs: Choice['latencyMs'] = (id) => ({ 'first/dear': 80, 'second/mid': 20 })[id];
    expect(ids('fastest', choice({}, { latencyMs })).slice(0, 4)).toEqual([
      'second/mid',
      'first/dear',
      'first/tiny',
      'second/free',
    ]);
  });

  it('best: the large one that was set, then the dearest large ones', () => {
    expect(ids('best').slice(0, 3)).toEqual(['first/dear', 'first/mid', 'second/mid']);
    expect(ids('best', choice({ largeModel: 'second/unknown' })).slice(0, 2)).toEqual(['second/unknown', 'first/dear']);
    expect(ids('best', choice({ largeModel: 'default', defaultModel: 'best' }))[0]).toBe('first/dear');
  });

  it('choose among what a short catalogue tells of, and of a long one among what is listed', () => {
    const told = (count: number) => Array.from({ length: count }, (_, at) => chat(`m${at}`, 'small', at));
    const withCatalogue = (models: ModelDef[]) => {
      const discovered = new Set(models.map(({ name }) => name));
      const listed = [chat('listed', 'small', 7)];
      const connected = account('hub', listed, { discovered });
      return choice({}, { connected: [{ ...connected, models: mergedModels(connected.def, models) }] });
    };
    expect(ids('cheapest', withCatalogue(told(3)))).toEqual(['hub/m0', 'hub/m1', 'hub/m2', 'hub/listed']);
    expect(ids('cheapest', withCatalogue(told(400)))).toEqual(['hub/listed']);
    expect(ids('hub/m399', withCatalogue(told(400)))).toEqual(['hub/m399']);
  });
});
