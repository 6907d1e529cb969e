/* The official client of OpenAI, unchanged, against the whole platform. Long because one platform is started for all of it. */
import { LLMock } from '@copilotkit/aimock';
import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError, RateLimitError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { ApiClient } from '#libs/client';
import { activateAgent, createAgent, listUsage, logIn, signUp } from '#libs/contracts';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';

describe('the official openai package', () => {
  let peer: LLMock;
  let platform: ServiceProcess;
  let api: ApiClient;
  let client: OpenAI;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
    api = new ApiClient(platform.url);
    const email = 'ada@larkfield.example';
    const password = 'four grey herons wade';
    await api.call(signUp, { body: { email, password, name: 'Ada', companyName: 'Larkfield' } });
    const { accessToken } = await api.call(logIn, { body: { email, password } });
    api.authorize(accessToken);
    client = new OpenAI({ baseURL: `${platform.url}/openai/v1`, apiKey: accessToken, maxRetries: 0 });
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });
  beforeEach(() => {
    peer.clearFixtures();
    peer.clearRequests();
  });

  const model = 'gpt-5-mini';
  const usage = { prompt_tokens: 12, completion_tokens: 5 };
  const say = (content: string) => [{ role: 'user' as const, content }];
  const weather = {
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'Weather of a town',
      parameters: { type: 'object', properties: { town: { type: 'string' } }, required: ['town'] },
    },
  };

  it('completes, and the usage is written down', async () => {
    peer.onMessage('hello', { content: 'Hi there!', usage });
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'developer', content: 'Be brief' }, ...say('hello')],
      stop: 'END',
      seed: 7,
      temperature: 0.5,
      reasoning_effort: 'low',
    });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'openai/gpt-5-mini',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there!' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
    });
    expect(answer._request_id).toEqual(expect.any(String));
    expect(await api.call(listUsage, { query: {} })).toMatchObject({ items: [{ model: 'openai/gpt-5-mini' }] });
  });

  it('streams, with the usage at the end', async () => {
    peer.onMessage('a story', { content: 'Once upon a time there was a platform.', usage }, { chunkSize: 6 });
    const chunks = await client.chat.completions.create({
      model,
      messages: say('a story'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const texts: string[] = [];
    let last;
    for await (const chunk of chunks) {
      if (chunk.choices[0]?.delta.content) texts.push(chunk.choices[0].delta.content);
      last = chunk;
    }
    expect(texts.join('')).toBe('Once upon a time there was a platform.');
    expect(texts.length).toBeGreaterThan(3);
    expect(last).toMatchObject({ choices: [], usage: { total_tokens: 17 } });
  });

  it('calls tools, whole and streamed, and goes on with their results', async () => {
    const calls = [
      { id: 'call_1', name: 'weather', arguments: '{"town":"Oslo"}' },
      { id: 'call_2', name: 'weather', arguments: '{"town":"Rome"}' },
    ];
    peer.on({ userMessage: /weather/, hasToolResult: false }, { toolCalls: calls, usage });
    peer.on({ hasToolResult: true }, { content: 'Cold and warm.', usage });
    const request = { model, messages: say('weather'), tools: [weather], tool_choice: 'auto' as const };
    const { choices } = await client.chat.completions.create(request);
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const message = choices[0]!.message;
    expect(message.tool_calls).toMatchObject(
      calls.map(({ id, name, arguments: written }) => ({ id, function: { name, arguments: written } })),
    );
    const stream = client.chat.completions.stream(request);
    const streamed = await stream.finalMessage();
    expect(streamed.tool_calls).toMatchObject(
      calls.map(({ id, name, arguments: written }) => ({ id, function: { name, arguments: written } })),
    );
    const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: '12 degrees' }));
    const done = await client.chat.completions.create({
      ...request,
      messages: [...request.messages, message, ...results],
    });
    expect(done.choices[0]?.message.content).toBe('Cold and warm.');
  });

  it('answers to a JSON schema, and as a JSON object', async () => {
    peer.onMessage('how many', { content: '{"count":3}', usage });
    const format = zodResponseFormat(z.object({ count: z.number() }), 'count');
    const parsed = await client.chat.completions.parse({ model, messages: say('how many'), response_format: format });
    expect(parsed.choices[0]?.message.parsed).toEqual({ count: 3 });
    const object = await client.chat.completions.create({
      model,
      messages: say('how many'),
      response_format: { type: 'json_object' },
    });
    expect(object.choices[0]?.message.content).toBe('{"count":3}');
  });

  it('hands images over', async () => {
    peer.on({ predicate: () => true }, { content: 'A heron.', usage });
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const answer = await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });
    expect(answer.choices[0]?.message.content).toBe('A heron.');
    expect(JSON.stringify(peer.getLastRequest()?.body)).toContain(url);
  });

  it('makes embeddings, as the client asks for them', async () => {
    peer.onEmbedding(/.*/, { embedding: [0.5, -0.25, 0.125] });
    for (const format of [undefined, 'float', 'base64'] as const) {
      const { data, usage: used } = await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: ['one', 'two'],
        ...(format ? { encoding_format: format } : {}),
      });
      const expected =
        format === 'base64'
          ? Buffer.from(Float32Array.of(0.5, -0.25, 0.125).buffer).toString('base64')
          : [0.5, -0.25, 0.125];
      expect(data.map(({ embedding }) => embedding)).toEqual([expected, expected]);
      expect(used.total_tokens).toBeGreaterThanOrEqual(0);
    }
  });

  it('lists models, policies and agents, and finds each', async () => {
    const names: string[] = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toEqual(expect.arrayContaining(['openai/gpt-5-mini', 'small-first', 'builtin/rules']));
    expect(await client.models.retrieve('openai/gpt-5-mini')).toMatchObject({ object: 'model', owned_by: 'openai' });
    await expect(client.models.retrieve('nothing')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('reaches models by policy', async () => {
    peer.onMessage('policy', { content: 'done', usage });
    for (const policy of ['default', 'small-first', 'large-first'])
      expect(
        (await client.chat.completions.create({ model: policy, messages: say('policy') })).choices[0]?.message.content,
      ).toBe('done');
  });

  it('reaches agents by name, whole and in one piece', async () => {
    peer.on({ predicate: () => true }, { content: 'The parcel is in Oslo.', usage });
    const { id } = await api.call(createAgent, { body: { name: 'Tracker', goal: 'Find parcels', model } });
    await api.call(activateAgent, { params: { id }, body: {} });
    const names: string[] = [];
    for await (const each of client.models.list()) names.push(each.id);
    expect(names).toContain('agent:Tracker');
    const whole = await client.chat.completions.create({
      model: 'agent:Tracker',
      messages: say('Where is my parcel?'),
    });
    expect(whole).toMatchObject({
      model: 'agent:Tracker',
      choices: [{ message: { content: 'The parcel is in Oslo.' }, finish_reason: 'stop' }],
    });
    const stream = client.chat.completions.stream({ model: 'agent:Tracker', messages: say('Where is my parcel?') });
    expect(await stream.finalContent()).toBe('The parcel is in Oslo.');
    await expect(
      client.chat.completions.create({ model: 'agent:Nobody', messages: say('hello') }),
    ).rejects.toBeInstanceOf(NotFoundError);
  });

  const failure = async (work: Promise<unknown>): Promise<APIError> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(APIError);
    return error as APIError;
  };

  it('tells failures as OpenAI does', async () => {
    const stranger = new OpenAI({ baseURL: `${platform.url}/openai/v1`, apiKey: 'sk-wrong', maxRetries: 0 });
    const unknown = await failure(stranger.chat.completions.create({ model, messages: say('hi') }));
    expect(unknown).toBeInstanceOf(AuthenticationError);
    expect(unknown).toMatchObject({ type: 'authentication_error', code: 'invalid_api_key' });
    expect(unknown.requestID).toEqual(expect.any(String));

    const noModel = await failure(client.chat.completions.create({ model: 'nothing/here', messages: say('hi') }));
    expect(noModel).toBeInstanceOf(NotFoundError);
    expect(noModel).toMatchObject({ code: 'model_not_found', param: 'model' });

    const several = await failure(client.chat.completions.create({ model, messages: say('hi'), n: 2 }));
    expect(several).toBeInstanceOf(BadRequestError);
    expect(several).toMatchObject({ param: 'n', type: 'invalid_request_error' });
    expect(several.message).toContain('only one choice');

    peer.onMessage('too fast', { error: { message: 'slow down' }, status: 429, retryAfter: 60 });
    for (const stream of [false, true]) {
      const limited = await failure(client.chat.completions.create({ model, messages: say('too fast'), stream }));
      expect(limited).toBeInstanceOf(RateLimitError);
      expect(limited.headers?.get('retry-after')).toBe('60');
      expect(limited.code).toBe('rate_limit_exceeded');
    }
  });

  it('is told of an answer that breaks off in the middle of a stream', async () => {
    peer.onMessage(
      'breaks',
      { content: 'one two three four five six', usage },
      { chunkSize: 4, truncateAfterChunks: 4, streamingProfile: { ttft: 1, tps: 10 } },
    );
    const heard: string[] = [];
    const error = await failure(
      (async () => {
        const chunks = await client.chat.completions.create({ model, messages: say('breaks'), stream: true });
        for await (const chunk of chunks) heard.push(chunk.choices[0]?.delta.content ?? '');
      })(),
    );
    expect(heard.join('')).not.toBe('');
    expect(error.message).toMatch(/broke off|could not be read/);
  });
});
