import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { AiPlatform } from './testing/ai-platform.js';

const canary = 'sk-canary-77aa0c1f3e';

describe('the routes of providers, models and settings', () => {
  const peer = new HttpPeer();
  let platform: AiPlatform;
  let address = '';
  beforeAll(async () => {
    address = await peer.start();
    peer.answer = {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: `{"error":{"message":"no ${canary}"}}`,
    };
    const silent = {
      OPENAI_API_KEY: '',
      ANTHROPIC_API_KEY: '',
      GOOGLE_API_KEY: '',
      OPENROUTER_API_KEY: '',
      OLLAMA_BASE_URL: '',
    };
    platform = await AiPlatform.start(Object.assign(process.env, silent, { AAAS_EGRESS_ALLOW: new URL(address).host }));
  }, 120_000);
  afterAll(async () => {
    delete process.env['AAAS_EGRESS_ALLOW'];
    await platform.stop();
    await peer.stop();
  });

  it('are for administrators to change, for everybody to read, and show no key', async () => {
    const admin = platform.caller('admin');
    const viewer = platform.caller('viewer', admin.companyId);
    const answers: unknown[] = [];
    const ask = async (...request: Parameters<AiPlatform['http']>) => {
      const answer = await platform.http(...request);
      answers.push(answer);
      return answer;
    };
    const body = { provider: 'openai', name: 'Ours', settings: { apiKey: canary, baseUrl: address } };
    expect((await ask(viewer, 'POST', '/ai/providers', body)).status).toBe(403);
    const made = await ask(admin, 'POST', '/ai/providers', body);
    expect(made).toMatchObject({
      status: 201,
      body: { slug: 'openai', name: 'Ours', settings: { baseUrl: address }, hint: '1f3e' },
    });
    const path = `/ai/providers/${String(made.body['id'])}`;
    expect((await ask(viewer, 'GET', path)).body).toMatchObject({ name: 'Ours', source: 'company' });
    expect((await ask(viewer, 'GET', '/ai/providers')).body['items']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: made.body['id'], configured: true }),
        expect.objectContaining({ id: 'openai', source: 'none', configured: false }),
        expect.objectContaining({ id: 'builtin', source: 'builtin', configured: true }),
      ]),
    );
    expect((await ask(admin, 'PATCH', path, { name: 'Renamed', defaultModel: 'gpt-5' })).body).toMatchObject({
      name: 'Renamed',
    });
    expect((await ask(admin, 'POST', `${path}/rotate`, { settings: { apiKey: `${canary}-b` } })).body).toMatchObject({
      hint: '3e-b',
    });
    expect(await ask(admin, 'POST', `${path}/test`, {})).toMatchObject({
      status: 200,
      body: { ok: false, model: 'gpt-5' },
    });
    expect(
      (await ask(admin, 'POST', '/ai/providers', { ...body, settings: { apiKey: canary, baseUrl: 'x' } })).body,
    ).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'settings.baseUrl' }],
    });
    for (const [method, at] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/rotate'],
    ] as const)
      expect((await ask(viewer, method, path + at, method === 'DELETE' ? undefined : {})).status).toBe(403);
    expect((await ask(admin, 'DELETE', path)).status).toBe(204);
    expect((await ask(admin, 'GET', path)).body).toMatchObject({ code: 'AI_PROVIDER_NOT_FOUND' });
    expect(JSON.stringify(answers)).not.toContain(canary);
  });

  it('set the default model, its price and its size', async () => {
    const admin = platform.caller('admin');
    await platform.http(admin, 'POST', '/ai/providers', {
      provider: 'openai',
      settings: { apiKey: canary, baseUrl: address },
    });
    const settings = { routing: { defaultModel: 'openai/gpt-5' }, models: { 'openai/gpt-5': { tier: 'small' } } };
    expect((await platform.http(admin, 'PATCH', '/ai/settings', settings)).body).toMatchObject(settings);
    const price = { model: 'openai/gpt-5', input: 7, cachedInput: 1, output: 8 };
    expect((await platform.http(admin, 'PUT', '/ai/model-prices', price)).body).toMatchObject(price);
    const { body } = await platform.http(admin, 'GET', '/ai/models');
    expect(body['items']).toContainEqual(
      expect.objectContaining({
        id: 'openai/gpt-5',
        isDefault: true,
        tier: 'small',
        tools: true,
        toolsCheckedBy: 'list',
        modalities: ['text', 'image'],
        inputMicrosPerMillion: 7,
        priceSetByCompany: true,
      }),
    );
    expect((await platform.http(admin, 'PUT', '/ai/model-prices', { ...price, model: 'default' })).body).toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(
      (await platform.http(admin, 'PATCH', '/ai/settings', { routing: { defaultModel: 'no/such' } })).body,
    ).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      issues: [{ path: 'routing.defaultModel' }],
    });
    expect((await platform.http(admin, 'PATCH', '/ai/settings', { color: {} })).status).toBe(400);
    expect((await platform.http(platform.caller('builder', admin.companyId), 'PATCH', '/ai/settings', {})).status).toBe(
      403,
    );
  });
});
