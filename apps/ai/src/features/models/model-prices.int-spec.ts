import type { Caller } from '#libs/contracts';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { aiService } from '../../app.module.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { ModelPrices } from './model-prices.service.js';
import { ModelRouter } from './model-router.js';
import { ModelsService } from './models.service.js';
import { RoutingModels } from './routing-models.js';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe.each(backends)('what a company sets for models, on %s', (backend) => {
  let service: ServiceUnderTest;
  let prices: ModelPrices;
  beforeAll(async () => {
    const silent = { ANTHROPIC_API_KEY: '', GOOGLE_API_KEY: '', OPENROUTER_API_KEY: '', OLLAMA_BASE_URL: '' };
    service = await ServiceUnderTest.start(aiService, backend, {}, { ...silent, OPENAI_API_KEY: 'sk-test' });
    prices = service.get(ModelPrices);
  });
  afterAll(async () => {
    await service.stop();
    delete process.env['OPENAI_API_KEY'];
  });

  const mini = (caller: Caller) => service.get(ModelRouter).resolve(caller.companyId, 'openai/gpt-5-mini');
  const priceAt = async (caller: Caller, text: string) =>
    prices.priceOf(caller.companyId, await mini(caller), day(text));
  const listed = async (caller: Caller) =>
    (await service.get(ModelsService).list(caller.companyId)).find(({ id }) => id === 'openai/gpt-5-mini');

  it('prices: dated, in place of the catalogue’s, of one company', async () => {
    const [caller, other] = [callerAs('admin'), callerAs('admin')];
    const catalogue = await priceAt(caller, '2026-03-01');
    expect(catalogue).toMatchObject({ input: 250_000 });
    const set = (from: string, input: number) =>
      prices.set(caller, { model: 'openai/gpt-5-mini', input, output: 9, from: new Date(day(from)).toISOString() });
    const early = await set('2026-02-01', 100);
    await set('2026-04-01', 200);
    expect(await priceAt(caller, '2026-01-31')).toEqual(catalogue);
    expect(await priceAt(caller, '2026-02-01')).toEqual({ input: 100, output: 9 });
    expect(await priceAt(caller, '2026-05-01')).toEqual({ input: 200, output: 9 });
    expect(await priceAt(other, '2026-05-01')).toEqual(catalogue);
    expect(await listed(caller)).toMatchObject({
      inputMicrosPerMillion: 200,
      pricesAsOf: '2026-04-01',
      priceSetByCompany: true,
    });
    expect(await listed(other)).toMatchObject({
      inputMicrosPerMillion: 250_000,
      priceSetByCompany: false,
      pricesAsOf: expect.stringMatching(/^\d{4}-/),
    });
    expect(await set('2026-02-01', 150)).toMatchObject({ id: early.id, input: 150 });
    expect((await prices.list(caller, { limit: 10 })).items.map(({ input }) => input)).toEqual([200, 150]);
    await expect(prices.delete(other, early.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await prices.delete(caller, early.id);
    expect(await priceAt(caller, '2026-02-01')).toEqual(catalogue);
    expect((await prices.list(other, { limit: 10 })).items).toEqual([]);
  });

  it('settings: field by field, checked, of one company, none lost by two changes at once', async () => {
    const [caller, other] = [callerAs('admin'), callerAs('admin')];
    const settings = service.get(AiSettingsService);
    const models = { 'openai/gpt-5': { tier: 'small' } };
    await Promise.all([
      settings.update(caller, { models }),
      settings.update(caller, { routing: { leastConfidence: 0.9 } }),
      settings.update(caller, { cache: { mode: 'exact' } }),
    ]);
    expect(await settings.of(caller.companyId)).toMatchObject({
      models,
      routing: { leastConfidence: 0.9, fallbacks: [] },
      cache: { mode: 'exact' },
    });
    expect(await settings.of(other.companyId)).toMatchObject({
      models: {},
      routing: { leastConfidence: 0.6 },
      cache: { mode: 'off' },
    });
    await expect(settings.update(caller, { routing: { leastConfidence: 2 } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'routing.leastConfidence' }] },
    });
    await settings.update(caller, { routing: { leastConfidence: null }, cache: null });
    expect(await settings.get(caller)).toMatchObject({
      models,
      routing: { leastConfidence: 0.6 },
      cache: { mode: 'off' },
    });
  });

  it('the default and the size of a model: heeded at once', async () => {
    const caller = callerAs('admin');
    const [settings, router] = [service.get(AiSettingsService), service.get(ModelRouter)];
    const resolved = async (wanted?: string) => (await router.resolve(caller.companyId, wanted)).id;
    expect([await resolved(), await resolved('small-first')]).toEqual(['openai/gpt-5-mini', 'openai/gpt-5-mini']);
    await settings.update(caller, {
      routing: { defaultModel: 'openai/gpt-5' },
      models: { 'openai/gpt-5': { tier: 'small' } },
    });
    expect([await resolved(), await resolved('small-first')]).toEqual(['openai/gpt-5', 'openai/gpt-5']);
    expect(await listed(caller)).toMatchObject({ isDefault: false });
    const unknown = { routing: { fallbacks: ['openai/gpt-5', 'gone/model'] } };
    await expect(service.get(RoutingModels).assertKnown(caller, unknown)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      details: { issues: [{ path: 'routing.fallbacks[1]' }] },
    });
  });
});
