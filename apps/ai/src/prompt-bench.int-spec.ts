import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { aiRpc } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { BenchRunner } from './features/prompts/bench-runner.js';
import { AiPlatform, openaiAt } from './testing/ai-platform.js';

/* One prompt, two models of a server that others wrote, several inputs: by HTTP, from the draft to the table. */
describe('the test bench', () => {
  let peer: LLMock;
  let platform: AiPlatform;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await AiPlatform.start(openaiAt(peer.url));
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await peer.stop();
  });
  beforeEach(() => {
    peer.clearFixtures();
    peer.clearRequests();
  });

  type Caller = ReturnType<AiPlatform['caller']>;
  const usage = { prompt_tokens: 1000, completion_tokens: 100 };
  const asked = () => peer.getRequests().map(({ body }) => body as ChatCompletionRequest);
  const create = async (caller: Caller, content: object) => {
    const { status, body } = await platform.http(caller, 'POST', '/ai/prompts', { name: 'Capital', content });
    expect(status).toBe(201);
    return body['id'] as string;
  };
  const capital = {
    messages: [
      { role: 'system', content: 'Answer with one word.' },
      { role: 'user', content: 'The capital of {{ country }}?' },
    ],
    variables: [{ name: 'country' }],
    options: { temperature: 0 },
  };
  const start = (caller: Caller, id: string, more: object = {}) =>
    platform.http(caller, 'POST', `/ai/prompts/${id}/benches`, {
      models: ['openai/gpt-5-mini', 'openai/gpt-5'],
      inputs: [
        { name: 'France', variables: { country: 'France' }, expected: { equals: 'Paris' } },
        { name: 'Peru', variables: { country: 'Peru' }, expected: { contains: ['lima'] } },
      ],
      ...more,
    });
  const ended = (caller: Caller, id: string) =>
    eventually(
      async () => {
        const { body } = await platform.http(caller, 'GET', `/ai/prompt-benches/${id}`);
        expect(body['status']).not.toBe('running');
        return body;
      },
      { withinMs: 20_000 },
    );

  it('compares models by checks, cost and time, with a judge, and one that fails', async () => {
    const caller = platform.caller('builder');
    peer.on({ systemMessage: 'Judge how good' }, { content: '{"score":0.8,"reason":"short"}', usage });
    peer.on({ model: 'gpt-5-mini', userMessage: 'France' }, { content: 'Paris', usage });
    peer.on({ model: 'gpt-5-mini', userMessage: 'Peru' }, { content: 'Cusco', usage });
    peer.on({ model: 'gpt-5', userMessage: 'France' }, { content: 'Paris', usage });
    peer.on({ model: 'gpt-5', userMessage: 'Peru' }, { error: { message: 'not allowed' }, status: 400 });
    const id = await create(caller, capital);
    const begun = await start(caller, id, { judge: { model: 'openai/gpt-5-nano', criteria: 'One word, and right' } });
    expect(begun).toMatchObject({ status: 202, body: { status: 'running', total: 4, version: null } });
    const bench = await ended(caller, begun.body['id'] as string);
    // 1000 and 100 tokens: mini costs 450, gpt-5 2250, the judge 90 for each answer.
    expect(bench).toMatchObject({
      status: 'finished',
      done: 4,
      costMicros: 2 * (450 + 90) + 2250 + 90,
      columns: [
        { model: 'openai/gpt-5-mini', answered: 2, failed: 0, passed: 1, checked: 2, score: 0.8, costMicros: 1080 },
        { model: 'openai/gpt-5', answered: 1, failed: 1, passed: 1, checked: 1, costMicros: 2340 },
      ],
    });
    expect((bench['columns'] as { meanMs: number }[])[0]?.meanMs).toEqual(expect.any(Number));
    const cells = (await platform.http(caller, 'GET', `/ai/prompt-benches/${bench['id'] as string}/cells`)).body;
    expect(cells['items']).toMatchObject([
      { input: 'France', model: 'openai/gpt-5-mini', text: 'Paris', passed: true, score: 0.8, reason: 'short' },
      { input: 'France', model: 'openai/gpt-5', passed: true },
      { input: 'Peru', passed: false, checks: [{ check: 'contains', detail: '"lima" is missing' }] },
      { input: 'Peru', model: 'openai/gpt-5', status: 'failed', error: { code: 'MODEL_REFUSED' }, passed: null },
    ]);
    const sent = asked().filter(({ messages }) => JSON.stringify(messages).includes('France?'));
    expect(sent[0]?.messages).toMatchObject([{ role: 'system' }, { role: 'user', content: 'The capital of France?' }]);
    const table = await platform.service.fastify.inject({
      url: `/api/v1/ai/prompt-benches/${bench['id'] as string}/export`,
      headers: { authorization: platform.authorization(caller) },
    });
    expect(table.headers['content-type']).toContain('text/csv');
    expect(table.headers['content-disposition']).toContain('attachment');
    expect(table.body).toContain('MODEL_REFUSED');
  });

  it('is stopped in the middle: the provider is called off, and what was measured stays', async () => {
    const caller = platform.caller('builder');
    peer.on({ userMessage: 'France' }, { content: 'Paris', usage });
    peer.on({ userMessage: 'Peru' }, { content: 'Lima is a long story', usage }, { latency: 30_000 });
    const id = await create(caller, capital);
    const benchId = (await start(caller, id)).body['id'] as string;
    await eventually(async () => {
      expect((await platform.http(caller, 'GET', `/ai/prompt-benches/${benchId}`)).body['done']).toBe(2);
    });
    const cancelled = await platform.http(caller, 'POST', `/ai/prompt-benches/${benchId}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', done: 2, endedAt: expect.any(String) });
    expect(await platform.http(caller, 'POST', `/ai/prompt-benches/${benchId}/cancel`)).toMatchObject({ status: 409 });
  });

  it('pays nothing twice when its process died after models had answered', async () => {
    const caller = platform.caller('builder');
    peer.on({ userMessage: 'capital' }, { content: 'Paris', usage });
    const id = await create(caller, capital);
    const benchId = (await start(caller, id)).body['id'] as string;
    await ended(caller, benchId);
    const paid = peer.getRequests().length;
    expect(paid).toBe(4);
    // As it stands when the answers were committed under their keys, and the cells were not.
    const db = platform.service.app.get(BenchRunner)['benches']['database'];
    await db.run('DELETE FROM ai_prompt_bench_cells WHERE bench_id = ?', [benchId]);
    await db.run(
      "UPDATE ai_prompt_benches SET status = 'running', done = 0, cost_micros = 0, lease_until = 1 WHERE id = ?",
      [benchId],
    );
    await platform.service.app.get(BenchRunner).adopt();
    expect(await ended(caller, benchId)).toMatchObject({ status: 'finished', done: 4 });
    expect(peer.getRequests()).toHaveLength(paid);
  });

  it('lets operators measure and viewers look', async () => {
    const [builder, viewer, operator] = [
      platform.caller('builder'),
      platform.caller('viewer'),
      platform.caller('operator'),
    ];
    const id = await create(builder, capital);
    const as = (role: Caller) => ({ ...role, companyId: builder.companyId });
    expect(await start(as(viewer), id)).toMatchObject({ status: 403 });
    expect(await platform.http(as(viewer), 'GET', `/ai/prompts/${id}`)).toMatchObject({ status: 200 });
    expect(await platform.http(as(operator), 'PUT', `/ai/prompts/${id}/draft`, { content: capital })).toMatchObject({
      status: 403,
    });
    expect(
      await platform.http(as(operator), 'POST', `/ai/prompts/${id}/render`, {
        variables: { country: 'Chad' },
        version: 'draft',
      }),
    ).toMatchObject({
      status: 200,
      body: { messages: [{}, { content: 'The capital of Chad?' }], options: { temperature: 0 } },
    });
  });

  it('has a published prompt run by other services, by name, with its schema', async () => {
    const caller = platform.caller('builder');
    const schema = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } };
    peer.on({ userMessage: 'capital' }, { content: '{"city":"Paris"}', usage });
    const id = await create(caller, { ...capital, schema });
    const run = {
      key: 'step',
      prompt: 'Capital',
      request: { variables: { country: 'France' }, model: 'openai/gpt-5' },
    };
    await expect(platform.rpc.call(aiRpc.runPrompt, run, { caller })).rejects.toMatchObject({
      code: 'PROMPT_NOT_PUBLISHED',
    });
    expect(await platform.http(caller, 'POST', `/ai/prompts/${id}/publish`, {})).toMatchObject({ status: 200 });
    expect(await platform.rpc.call(aiRpc.runPrompt, { ...run, key: 'step 2' }, { caller })).toMatchObject({
      data: { city: 'Paris' },
      version: 1,
      usage: { model: 'openai/gpt-5' },
    });
    const { messages, schema: told } = await platform.rpc.call(
      aiRpc.renderPrompt,
      { prompt: 'capital', variables: { country: 'France' } },
      { caller },
    );
    expect([messages.at(-1)?.content, told]).toEqual(['The capital of France?', schema]);
  });
});
