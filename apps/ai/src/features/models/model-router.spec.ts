import { providers, type ModelDef } from '#libs/catalog/providers/defs';
import { aiSettings } from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { modelConfig } from '../../config.js';
import type { ConnectedProvider } from './connected-provider.js';
import { EnvironmentProviders } from './environment-providers.js';
import { ModelRouter } from './model-router.js';
import type { ToolChecks } from './tool-checks.js';
import { abilityOf } from './tool-ability.js';

const companyId = 'co_1';

/** @param probes what a sample call would find out, by model; an error is thrown */
function routerOf(
  connected: readonly ConnectedProvider[],
  routing: object = {},
  probes: Record<string, boolean | Error> = {},
  isKnown = true,
) {
  const asked: string[] = [];
  const later: string[] = [];
  const checks: Partial<ToolChecks> = {
    known: async () => (target) => abilityOf(target, new Map(), 0),
    find: async (_, { id }) => {
      asked.push(id);
      const found = probes[id];
      if (typeof found !== 'boolean') throw found ?? new Error(`${id} was not expected to be asked`);
      return found;
    },
    inBackground: (_, { id }) => void later.push(id),
  };
  const settings = aiSettings.parse({ routing });
  const priced = () => ({ price: null, asOf: null, byCompany: false });
  const router = new ModelRouter(
    { of: async () => connected, known: () => (isKnown ? connected : undefined) } as never,
    { of: async () => settings, known: () => settings } as never,
    { inForce: async () => priced, known: () => priced } as never,
    checks as ToolChecks,
  );
  const ids = async (wanted?: string, needs = {}) =>
    (await router.resolveAll(companyId, wanted, needs)).map(({ id }) => id);
  return { router, ids, asked, later };
}
const ofEnvironment = (environment: Record<string, string>) => {
  const { connected, builtin } = new EnvironmentProviders(loadConfig({ models: modelConfig }, environment).models);
  return [...connected, builtin];
};
const open = (id: string, models: Partial<ModelDef>[] = []): ConnectedProvider => {
  const all = models.map(
    (model) => ({ title: 'x', contextTokens: null, tools: true, tier: 'large', price: null, ...model }) as ModelDef,
  );
  const def = { ...providers.compatible, models: all };
  const provider = { stream: () => undefined as never, embed: () => undefined as never, tasks: {} };
  return { id, key: id, source: 'company', def, provider, defaultModel: all[0]?.name ?? '', models: all };
};

describe('ModelRouter', () => {
  it('says at once what is in memory, and nothing of what somebody has to be asked for', async () => {
    const all = ofEnvironment({ OPENAI_API_KEY: 'k', OLLAMA_BASE_URL: 'http://localhost:11434' });
    const { router, ids } = routerOf(all, { fallbacks: ['ollama/qwen3'] });
    const known = router.known(companyId, undefined, {});
    expect(known?.map(({ id }) => id)).toEqual(['openai/gpt-5-mini', 'ollama/qwen3']);
    expect(await ids()).toEqual(['openai/gpt-5-mini', 'ollama/qwen3']);
    expect(() => router.known(companyId, 'nobody/has-it', {})).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_FOUND' }),
    );
    expect(router.known(companyId, undefined, { tools: true })).toBeUndefined();
    expect(routerOf(all, {}, {}, false).router.known(companyId, undefined, {})).toBeUndefined();
  });

  it('prefers OpenAI to Anthropic to Gemini to OpenRouter to Ollama to the built-in rules', async () => {
    const keys = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', GOOGLE_API_KEY: 'k', OPENROUTER_API_KEY: 'k' };
    const all = ofEnvironment({ OLLAMA_BASE_URL: 'http://localhost:11434', ...keys });
    expect(all.map(({ id }) => id)).toEqual(['openai', 'anthropic', 'gemini', 'openrouter', 'ollama', 'builtin']);
    expect(await routerOf(all).ids()).toEqual(['openai/gpt-5-mini']);
    expect(await routerOf(all.slice(4)).ids('  ')).toEqual(['ollama/qwen3']);
    expect(await routerOf(ofEnvironment({})).ids('default')).toEqual(['builtin/rules']);
  });

  it('takes the default of a provider that the operator named', async () => {
    const [anthropic] = ofEnvironment({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_MODEL: 'claude-haiku-4-5' });
    expect(await routerOf([anthropic!]).ids()).toEqual(['anthropic/claude-haiku-4-5']);
  });

  it('adds the fallbacks of the company, each once, and passes over those that are gone', async () => {
    const connected = [open('a', [{ name: 'm' }]), open('b', [{ name: 'n' }])];
    const fallbacks = ['gone/x', 'b/n', 'a/m', 'b/o'];
    expect(await routerOf(connected, { fallbacks }).ids('a/m')).toEqual(['a/m', 'b/n', 'b/o']);
    expect(await routerOf(connected, { fallbacks, defaultModel: 'gone/x' }).ids()).toEqual(['b/n', 'a/m', 'b/o']);
    await expect(routerOf(connected, { fallbacks }).ids('gone/x')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('names what there is when a model is unknown', async () => {
    await expect(routerOf([open('a', [{ name: 'm' }])]).ids('nothing')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      details: { issues: [{ path: 'model', message: expect.stringMatching(/cheapest.*one of a\/m$/) }] },
    });
  });

  it('refuses images for a model that cannot look at them, and names those that can', async () => {
    const connected = [open('a', [{ name: 'blind' }, { name: 'seeing', input: ['text', 'image'] }])];
    const { ids } = routerOf(connected, { fallbacks: ['a/seeing'] });
    await expect(ids('a/blind', { images: true })).rejects.toMatchObject({
      code: 'MODEL_NO_IMAGES',
      details: { issues: [{ path: 'model', message: 'these can look at images: a/seeing' }] },
    });
    expect(await ids('a/seeing', { images: true })).toEqual(['a/seeing']);
    expect(await routerOf(connected).ids('best', { images: true })).toEqual(['a/seeing']);
  });

  it('keeps models for vectors and models for answers apart', async () => {
    const connected = [open('a', [{ name: 'm' }, { name: 'v', kind: 'embedding' }])];
    expect(await routerOf(connected).ids(undefined, { embeddings: true })).toEqual(['a/v']);
    expect(await routerOf(connected, { embeddingModel: 'a/w' }).ids('default', { embeddings: true })).toEqual(['a/w']);
    await expect(routerOf(connected).ids('a/v')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  describe('with tools', () => {
    const listed = (name: string, tools: boolean): ConnectedProvider => {
      const made = open(name, [{ name: 'm', tools }]);
      return { ...made, def: { ...made.def, toolCheck: 'listed' } };
    };

    it('believes a list, and names the models that pass', async () => {
      const { ids, asked } = routerOf([listed('no', false), listed('yes', true)]);
      expect(await ids('yes/m', { tools: true })).toEqual(['yes/m']);
      await expect(ids('no/m', { tools: true })).rejects.toMatchObject({
        code: 'MODEL_NO_TOOLS',
        details: { issues: [{ path: 'model', message: 'these can call tools: yes/m' }] },
      });
      expect(await ids('no/m')).toEqual(['no/m']);
      expect(asked).toEqual([]);
    });

    it('does not give a fallback to somebody who named a model that cannot', async () => {
      const { ids } = routerOf([listed('no', false), listed('yes', true)], { fallbacks: ['yes/m'] });
      await expect(ids('no/m', { tools: true })).rejects.toMatchObject({ code: 'MODEL_NO_TOOLS' });
    });

    it('asks a model that nobody knows, and leaves unknown fallbacks away until they were asked', async () => {
      const connected = [open('a', [{ name: 'm' }]), open('b', [{ name: 'n' }])];
      const { ids, asked, later } = routerOf(connected, { fallbacks: ['b/n'] }, { 'a/m': true });
      expect(await ids('a/m', { tools: true })).toEqual(['a/m']);
      expect([asked, later]).toEqual([['a/m'], ['b/n']]);
      await expect(routerOf(connected, {}, { 'a/m': false }).ids('a/m', { tools: true })).rejects.toMatchObject({
        code: 'MODEL_NO_TOOLS',
        details: { issues: [{ path: 'model', message: 'no model of yours is known to call tools' }] },
      });
    });

    it('goes on to the next model of a policy, and to fallbacks', async () => {
      const connected = [listed('no', false), open('a', [{ name: 'm' }, { name: 'n' }])];
      const { ids, asked } = routerOf(connected, {}, { 'a/m': false, 'a/n': true });
      expect(await ids('best', { tools: true })).toEqual(['a/n']);
      expect(asked).toEqual(['a/m', 'a/n']);
      const { ids: byDefault } = routerOf(connected, { fallbacks: ['a/m', 'a/n'] }, { 'a/m': false, 'a/n': true });
      expect(await byDefault('default', { tools: true })).toEqual(['a/n']);
    });

    it('passes on why a model could not be asked', async () => {
      const { ids } = routerOf([open('a', [{ name: 'm' }])], {}, { 'a/m': new Error('no answer') });
      await expect(ids('a/m', { tools: true })).rejects.toThrow('no answer');
    });
  });
});
