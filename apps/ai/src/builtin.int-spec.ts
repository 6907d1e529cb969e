import { aiRpc, newId } from '#libs/contracts';
import { AiPlatform } from './testing/ai-platform.js';

/* Nothing is configured: the built-in rules answer, by HTTP and by calls of other services. */
describe('the ai service without a model provider', () => {
  let platform: AiPlatform;
  beforeAll(
    async () =>
      void (platform = await AiPlatform.start(Object.assign(process.env, { OPENAI_API_KEY: '', OLLAMA_BASE_URL: '' }))),
    30_000,
  );
  afterAll(() => platform.stop());

  const letter =
    'Refund please\nI sent order HA-10432 back on 2026-11-02. Please refund the €249.00 to my card.\n\nMarta Novak';
  const fields = {
    type: 'object',
    required: ['orderNumber', 'amount'],
    properties: {
      orderNumber: { type: ['string', 'null'] },
      amount: { type: ['number', 'null'] },
      currency: { type: 'string', enum: ['EUR', 'USD'] },
    },
  };

  it('does the four tasks and says who did them', async () => {
    const caller = platform.caller();
    const post = (task: string, body: object) => platform.http(caller, 'POST', `/ai/${task}`, body);
    expect(await post('classify', { text: letter, labels: ['refund', 'bug', 'spam'] })).toMatchObject({
      status: 200,
      body: { label: 'refund' },
    });
    expect(await post('extract', { text: letter, schema: fields })).toMatchObject({
      status: 200,
      body: {
        data: { orderNumber: 'HA-10432', amount: 249, currency: 'EUR' },
        spans: { orderNumber: { text: 'HA-10432' } },
      },
    });
    expect((await post('summarize', { text: letter, maxWords: 20 })).body['summary']).toContain('refund');
    expect(
      (await post('generate', { instruction: 'Draft a reply to the customer', context: letter })).body['text'],
    ).toContain('HA-10432');
    const { body } = await post('complete', { messages: [{ role: 'user', content: 'Thank the customer' }] });
    expect(body['usage']).toMatchObject({ model: 'builtin/rules', provider: 'builtin', costMicros: 0 });
  });

  it('lists models and providers', async () => {
    const caller = platform.caller('viewer');
    const models = (await platform.http(caller, 'GET', '/ai/models')).body['items'];
    expect(models).toEqual([
      expect.objectContaining({ id: 'builtin/rules', tier: 'builtin', isDefault: true, tools: true }),
    ]);
    const providers = (await platform.http(caller, 'GET', '/ai/providers')).body['items'];
    expect(providers).toContainEqual(
      expect.objectContaining({ id: 'builtin', configured: true, note: expect.stringContaining('no language model') }),
    );
    expect(providers).toContainEqual(expect.objectContaining({ id: 'openai', configured: false, healthy: null }));
  });

  it('names what exists when a model does not', async () => {
    const answer = await platform.http(platform.caller(), 'POST', '/ai/generate', {
      instruction: 'hi',
      model: 'openai/gpt-5',
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'MODEL_NOT_FOUND', issues: [{ path: 'model', message: expect.stringContaining('builtin/rules') }] },
    });
  });

  it('says which required fields the text does not hold', async () => {
    const schema = {
      type: 'object',
      required: ['iban'],
      properties: { iban: { type: 'string', pattern: '^[A-Z]{2}\\d{20}$' } },
    };
    const answer = await platform.http(platform.caller(), 'POST', '/ai/extract', { text: letter, schema });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'MODEL_OUTPUT_INVALID', issues: [{ path: 'iban', message: 'is missing' }] },
    });
  });

  it.each([
    [{ type: 'string', pattern: '^(a+)+$' }, 'could run for ever'],
    [{ $ref: 'https://example.com/other.json' }, 'no usable JSON Schema'],
    [{ type: 'nonsense' }, 'no usable JSON Schema'],
  ])('refuses the schema %j', async (schema, message) => {
    const answer = await platform.http(platform.caller(), 'POST', '/ai/extract', { text: letter, schema });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', issues: [{ path: 'schema', message: expect.stringContaining(message) }] },
    });
  });

  it('lets viewers read and not spend', async () => {
    const viewer = platform.caller('viewer');
    expect(await platform.http(viewer, 'POST', '/ai/generate', { instruction: 'hi' })).toMatchObject({ status: 403 });
    await expect(
      platform.rpc.call(aiRpc.generate, { request: { instruction: 'hi' } }, { caller: viewer }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/FORBIDDEN|RPC_REJECTED/) });
  });

  it('answers other services under their keys, and shows what a run used', async () => {
    const caller = platform.caller();
    const runId = newId('run');
    const ask = (key: string, text = letter) =>
      platform.rpc.call(
        aiRpc.classify,
        { key, origin: { runId, stepPath: 'orders[3]/topic' }, request: { text, labels: ['refund', 'bug'] } },
        { caller },
      );
    const first = await ask('step-1');
    expect(await ask('step-1')).toEqual(first);
    await ask('step-2');
    await expect(ask('step-1', 'another question')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await platform.rpc.call(aiRpc.status, { key: 'step-1' }, { caller })).toEqual({ status: 'succeeded' });
    expect(await platform.rpc.call(aiRpc.status, { key: 'step-9' }, { caller })).toEqual({ status: 'unknown' });

    await platform.http(caller, 'POST', '/ai/generate', { instruction: 'Something outside of any run' });
    const { body } = await platform.http(caller, 'GET', `/ai/usage?runId=${runId}&limit=1`);
    expect(body).toMatchObject({
      items: [{ task: 'classify', model: 'builtin/rules', runId, stepPath: 'orders[3]/topic', costMicros: 0 }],
      nextCursor: expect.any(String),
      totals: { calls: 2, costMicros: 0 },
    });
    const next = await platform.http(
      caller,
      'GET',
      `/ai/usage?runId=${runId}&limit=1&cursor=${body['nextCursor'] as string}`,
    );
    expect(next.body).toMatchObject({ items: [{ runId }], nextCursor: null });
  });

  it('keeps companies apart: keys, answers and usage', async () => {
    const [one, two] = [platform.caller(), platform.caller()];
    const ask = (caller: typeof one, instruction: string) =>
      platform.rpc.call(aiRpc.generate, { key: 'same', request: { instruction } }, { caller });
    await ask(one, 'Summarize: The parcel is late.');
    await ask(two, 'Summarize: The invoice is wrong.');
    expect(await platform.http(two, 'GET', '/ai/usage')).toMatchObject({ body: { totals: { calls: 1 } } });
    const stranger = await platform.http(platform.caller(), 'GET', '/ai/usage');
    expect(stranger.body).toMatchObject({ items: [], totals: { calls: 0, inputTokens: 0 } });
  });

  it('answers a request again by its Idempotency-Key', async () => {
    const caller = platform.caller();
    const ask = () => platform.http(caller, 'POST', '/ai/summarize', { text: letter }, { 'idempotency-key': 'one' });
    const first = await ask();
    expect((await ask()).body).toEqual(first.body);
    expect(await platform.http(caller, 'GET', '/ai/usage')).toMatchObject({ body: { totals: { calls: 1 } } });
  });

  it('is ready, and tells how its providers are', async () => {
    const answer = await platform.service.fastify.inject({ url: '/readyz' });
    expect(answer.json()).toMatchObject({
      status: 'ready',
      checks: { database: { ok: true }, 'model:builtin': { ok: true } },
    });
  });
});
