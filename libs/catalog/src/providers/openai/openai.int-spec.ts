import type { LLMock } from '@copilotkit/aimock';
import { AppError, type ChatMessage } from '#libs/contracts';
import { collect } from '../collect.js';
import { complaint, conversations, lookupOrder } from '../conformance/conversations.js';
import { startPeer } from '../conformance/mocked-peer.js';
import { chatBodies, responsesBodies } from '../conformance/openai-bodies.js';
import { describeWired, testKey, type WiredProvider } from '../conformance/wire-suite.js';
import { openai } from './openai.def.js';
import { connectOpenai } from './openai.run.js';

const subject = (api: 'chat' | 'responses'): Omit<WiredProvider, 'sent'> => ({
  def: openai,
  model: 'gpt-4.1',
  embeddingModel: 'text-embedding-3-small',
  connect: (url, fetch) => connectOpenai({ apiKey: testKey, baseUrl: `${url}/v1`, api }, { fetch }),
  reasons: true,
});

describeWired('openai (chat)', { ...subject('chat'), sent: chatBodies });
describeWired('openai (responses)', { ...subject('responses'), sent: responsesBodies });

const connect = (peer: LLMock) =>
  connectOpenai(openai.settings.parse({ apiKey: 'sk-test', baseUrl: `${peer.url}/v1` }), { fetch });

describe('what is particular to OpenAI', () => {
  let peer: LLMock;
  beforeAll(async () => void (peer = await startPeer()));
  afterAll(() => peer.stop());
  beforeEach(() => peer.clearRequests());

  const say = (content: string): ChatMessage[] => [{ role: 'user', content }];
  const ask = (messages: readonly ChatMessage[], more: object = {}, signal = new AbortController().signal) =>
    collect(connect(peer).stream({ model: 'gpt-5-mini', messages, ...more }, { signal }));
  const failure = async (messages: readonly ChatMessage[], signal?: AbortSignal): Promise<AppError> => {
    const error: unknown = await ask(messages, {}, signal).catch((thrown: unknown) => thrown);
    if (!AppError.is(error)) throw new Error(`expected an AppError, got ${String(error)}`);
    return error;
  };
  const sent = () => peer.getLastRequest()?.body as Record<string, unknown>;

  it('takes the tokens that the provider counted, cached ones apart', async () => {
    const chunks = [
      { choices: [{ index: 0, delta: { content: 'counted' }, finish_reason: 'stop' }] },
      {
        choices: [],
        usage: { prompt_tokens: 1200, completion_tokens: 34, prompt_tokens_details: { cached_tokens: 1024 } },
      },
    ];
    const body = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
      .map((line) => `data: ${line}\n\n`)
      .join('');
    const answering = () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    const provider = connectOpenai({ apiKey: 'sk-test', baseUrl: 'http://model.test/v1' }, { fetch: answering });
    const answer = await collect(
      provider.stream({ model: 'gpt-5', messages: say('count me') }, { signal: new AbortController().signal }),
    );
    expect(answer.tokens).toEqual({ inputTokens: 1200, cachedInputTokens: 1024, outputTokens: 34 });
  });

  it('sends a closed schema in strict mode and an open one without it', async () => {
    await ask(conversations.schema, { schema: complaint });
    expect(sent()['response_format']).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: true, schema: complaint },
    });
    await ask(conversations.schema, { schema: { type: 'object', properties: { note: { type: 'string' } } } });
    expect(sent()['response_format']).toMatchObject({ json_schema: { strict: false } });
  });

  it('sends the conversation as the wire wants it, and no temperature to a model that refuses it', async () => {
    await ask(conversations.result, { tools: [lookupOrder], temperature: 0, maxTokens: 99 });
    expect(sent()).toMatchObject({
      max_completion_tokens: 99,
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'lookup_order', arguments: '{"orderNumber":"A-1042"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1' },
      ],
    });
    expect(sent()).not.toHaveProperty('temperature');
    await ask(conversations.text, { model: 'gpt-4.1', temperature: 0 });
    expect(sent()).toMatchObject({ temperature: 0 });
  });

  it('says when the answer was cut or filtered', async () => {
    peer
      .onMessage('cut', { content: 'half a', finishReason: 'length' })
      .onMessage('filter', { content: '', finishReason: 'content_filter' });
    expect(await ask(say('cut'))).toMatchObject({ text: 'half a', finish: 'length' });
    expect(await ask(say('filter'))).toMatchObject({ finish: 'filtered' });
  });

  it('never retries an empty account', async () => {
    peer.onMessage('no money', {
      error: { message: 'You exceeded your quota', code: 'insufficient_quota' },
      status: 429,
    });
    expect(await failure(say('no money'))).toMatchObject({ code: 'MODEL_REFUSED', retry: 'never' });
  });

  it.each([
    [500, 'MODEL_UNAVAILABLE', 'soon'],
    [503, 'MODEL_UNAVAILABLE', 'soon'],
    [404, 'MODEL_NOT_FOUND', 'never'],
    [401, 'MODEL_REFUSED', 'never'],
    [400, 'MODEL_REFUSED', 'never'],
  ] as const)('answers %i with %s, retry %s', async (status, code, retry) => {
    peer.onMessage(`fail ${status}`, { error: { message: 'because of key sk-abc123' }, status });
    const error = await failure(say(`fail ${status}`));
    expect(error).toMatchObject({ code, retry });
    expect(error.message).not.toContain('sk-abc123');
  });

  it('takes an unreachable address for a passing fault', async () => {
    const provider = connectOpenai({ apiKey: 'sk-test', baseUrl: 'http://127.0.0.1:1/v1' }, { fetch });
    const call = { signal: new AbortController().signal };
    await expect(collect(provider.stream({ model: 'gpt-5-mini', messages: say('hello') }, call))).rejects.toMatchObject(
      {
        code: 'MODEL_UNAVAILABLE',
      },
    );
  });

  it('hands on what the guard of outbound calls refused', async () => {
    const guarded = () => Promise.reject(new AppError('EGRESS_REFUSED'));
    const provider = connectOpenai({ apiKey: 'sk-test', baseUrl: 'http://10.0.0.1/v1' }, { fetch: guarded });
    const call = { signal: new AbortController().signal };
    await expect(collect(provider.stream({ model: 'gpt-5-mini', messages: say('hello') }, call))).rejects.toMatchObject(
      {
        code: 'EGRESS_REFUSED',
      },
    );
  });

  it('asks models that think by the responses API at OpenAI’s own address, and nowhere else', async () => {
    const paths: string[] = [];
    const refusing = (url: unknown) => {
      paths.push(new URL(String(url)).pathname);
      return Promise.reject(new Error('no network'));
    };
    for (const [baseUrl, model] of [
      ['https://api.openai.com/v1', 'gpt-6.1-sol'],
      ['https://api.openai.com/v1', 'gpt-4.1'],
      ['https://proxy.example/v1', 'gpt-6.1-sol'],
    ] as const) {
      const provider = connectOpenai({ apiKey: 'sk-test', baseUrl }, { fetch: refusing });
      const call = { signal: new AbortController().signal };
      await collect(provider.stream({ model, messages: say('hello') }, call)).catch(() => undefined);
    }
    expect(paths).toEqual(['/v1/responses', '/v1/chat/completions', '/v1/chat/completions']);
  });

  it('stops models that think at a sequence they do not know', async () => {
    const answer = await ask(conversations.text, { stop: ['kind words'] });
    expect(sent()).not.toHaveProperty('stop');
    expect(answer).toMatchObject({ text: 'Thank you for your ', finish: 'stop', tokens: { outputTokens: 9 } });
  });
});
