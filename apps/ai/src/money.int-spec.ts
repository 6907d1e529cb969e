/** Money over HTTP, with everything wired: budgets, kept answers, figures. A model server that others wrote stands for OpenAI. */
import { LLMock } from '@copilotkit/aimock';
import { AiPlatform, openaiAt } from './testing/ai-platform.js';

describe('money of the ai service', () => {
  let peer: LLMock;
  let platform: AiPlatform;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await AiPlatform.start(openaiAt(peer.url));
    peer.on({ userMessage: /.*/ }, { content: 'Hi there!', usage: { prompt_tokens: 1000, completion_tokens: 100 } });
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await peer.stop();
  });
  beforeEach(() => peer.clearRequests());

  /** gpt-5-mini: 0.25 and 2.00 dollars a million. */
  const cost = 250 + 200;
  type Caller = ReturnType<AiPlatform['caller']>;
  const ask = (caller: Caller, content = 'hello', more = {}) =>
    platform.http(caller, 'POST', '/ai/complete', { messages: [{ role: 'user', content }], maxTokens: 100, ...more });
  const budget = { name: 'All', scope: 'company', period: 'month', limitMicros: 500, action: 'stop' };

  it('refuses a call that a budget does not cover before any model is asked, until an administrator raises it', async () => {
    const admin = platform.caller('admin');
    const person = platform.caller('operator', admin.companyId);
    expect(await platform.http(person, 'POST', '/ai/budgets', budget)).toMatchObject({ status: 403 });
    const { status, body } = await platform.http(admin, 'POST', '/ai/budgets', budget);
    expect([status, body['spentMicros'], body['state']]).toEqual([201, 0, 'ok']);
    expect(await ask(person)).toMatchObject({ status: 200, body: { usage: { costMicros: cost } } });
    expect(await ask(person)).toMatchObject({
      status: 402,
      body: { code: 'BUDGET_EXCEEDED', budgetId: body['id'], resetsAt: body['resetsAt'], help: expect.any(String) },
    });
    expect(peer.getRequests()).toHaveLength(1);
    const raises = `/ai/budgets/${body['id'] as string}/raises`;
    expect(await platform.http(person, 'POST', raises, { micros: 1000 })).toMatchObject({ status: 403 });
    expect(await platform.http(admin, 'POST', raises, { micros: 1000 })).toMatchObject({
      body: { raisedMicros: 1000 },
    });
    expect(await ask(person)).toMatchObject({ status: 200 });
    expect(await platform.http(person, 'GET', '/ai/budgets')).toMatchObject({
      body: { items: [{ id: body['id'], spentMicros: 2 * cost, reservedMicros: 0, raisedMicros: 1000 }] },
    });
    expect(await platform.http(platform.caller(), 'GET', '/ai/budgets')).toMatchObject({ body: { items: [] } });
  });

  it('does not keep a refusal under the key of the request', async () => {
    const admin = platform.caller('admin');
    const { body } = await platform.http(admin, 'POST', '/ai/budgets', { ...budget, limitMicros: 0 });
    const key = { 'idempotency-key': 'one' };
    const request = { messages: [{ role: 'user', content: 'hello' }] };
    expect(await platform.http(admin, 'POST', '/ai/complete', request, key)).toMatchObject({ status: 402 });
    await platform.http(admin, 'PATCH', `/ai/budgets/${body['id'] as string}`, { limitMicros: 1_000_000 });
    expect(await platform.http(admin, 'POST', '/ai/complete', request, key)).toMatchObject({ status: 200 });
  });

  it('answers the same question once where the company keeps answers, and shows what that saved', async () => {
    const admin = platform.caller('admin');
    expect(await platform.http(admin, 'PATCH', '/ai/settings', { cache: { mode: 'exact' } })).toMatchObject({
      status: 200,
    });
    await ask(admin);
    expect(await ask(admin)).toMatchObject({
      body: { text: 'Hi there!', usage: { costMicros: 0, cached: 'exact', savedMicros: cost } },
    });
    expect(await ask(admin, 'hello', { cache: 'off' })).toMatchObject({ body: { usage: { costMicros: cost } } });
    expect(peer.getRequests()).toHaveLength(2);
    expect(await platform.http(admin, 'GET', '/ai/cache')).toMatchObject({
      body: { entries: 1, hits: { exact: 1, semantic: 0 }, calls: 3, savedMicros: cost },
    });
    expect(await platform.http(admin, 'GET', '/ai/usage/spend?by=model')).toMatchObject({
      body: {
        items: [{ key: 'openai/gpt-5-mini', calls: 3, cachedCalls: 1, costMicros: 2 * cost, savedMicros: cost }],
      },
    });
    expect(await platform.http(platform.caller('viewer', admin.companyId), 'DELETE', '/ai/cache')).toMatchObject({
      status: 403,
    });
    expect(await platform.http(admin, 'DELETE', '/ai/cache')).toMatchObject({ body: { deleted: 1 } });
    expect(await ask(admin)).toMatchObject({ body: { usage: { costMicros: cost } } });
  });

  it('tells how models did, and what a call would cost', async () => {
    const person = platform.caller();
    await ask(person);
    expect(await platform.http(person, 'GET', '/ai/health')).toMatchObject({
      body: { items: [{ model: 'openai/gpt-5-mini', calls: 1, failures: 0, success: 1, breaker: 'closed' }] },
    });
    expect(
      await platform.http(person, 'POST', '/ai/estimates', { inputTokens: 1000, outputTokens: 100 }),
    ).toMatchObject({
      body: { model: 'openai/gpt-5-mini', costMicros: cost, basis: expect.stringContaining('as given') },
    });
    expect(
      await platform.http(person, 'POST', '/ai/estimates', { text: 'Hello, world!', model: 'openai/gpt-5-mini' }),
    ).toMatchObject({
      body: { inputTokens: 4, outputTokens: 1000, basis: expect.stringContaining('o200k') },
    });
    expect(await platform.http(person, 'POST', '/ai/estimates', {})).toMatchObject({ status: 400 });
  });
});
