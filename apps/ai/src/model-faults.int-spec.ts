/* F15: a model that fails in every way, against a model server that others wrote. What it used is counted once in all of them. */
import { LLMock, type FixtureOpts } from '@copilotkit/aimock';
import { Breakers } from './features/calls/breakers.js';
import { AiPlatform, openaiAt } from './testing/ai-platform.js';
import { eventsOf, type Heard } from './testing/events-of.js';

describe('F15: a model that fails', () => {
  let peer: LLMock;
  let platform: AiPlatform;
  let url: string;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await AiPlatform.start(openaiAt(peer.url));
    url = await platform.service.listen(0, '127.0.0.1');
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await peer.stop();
  });
  let caller: ReturnType<AiPlatform['caller']>;
  beforeEach(() => {
    peer.clearFixtures();
    peer.clearRequests();
    peer.resetMatchCounts();
    platform.service.app.get(Breakers).reset();
    caller = platform.caller();
  });

  const usage = { prompt_tokens: 1000, completion_tokens: 100 };
  const story = 'one two three four five six seven eight';
  const ask = { messages: [{ role: 'user', content: 'tell' }] };
  type Answer = Parameters<LLMock['on']>[1];
  /** Fails the first time in this way, then answers. */
  const failsOnce = (answer: Answer, options: FixtureOpts = {}) => {
    let asked = 0;
    peer.on({ predicate: () => asked++ === 0 }, answer, options);
    peer.on({ userMessage: /.*/ }, { content: story, usage });
  };
  const complete = (more: object = {}) => platform.http(caller, 'POST', '/ai/complete', { ...ask, ...more });
  const stream = async (more: object = {}) => {
    const heard: Heard[] = [];
    const headers = { authorization: platform.authorization(caller) };
    for await (const event of eventsOf(`${url}/api/v1/ai/stream`, headers, { ...ask, ...more })) heard.push(event);
    return {
      text: heard.map(({ data, event }) => (event === 'text' ? (data['text'] as string) : '')).join(''),
      last: heard.at(-1)!,
    };
  };
  interface Row {
    inputTokens: number;
    outputTokens: number;
    outcome: string;
  }
  const rows = async () => (await platform.http(caller, 'GET', '/ai/usage')).body['items'] as Row[];
  const countedOnce = async (outcome: string) => {
    const paid = (await rows()).filter(({ inputTokens, outputTokens }) => inputTokens + outputTokens > 0);
    expect(paid.map((row) => row.outcome)).toEqual([outcome]);
    return paid[0]!;
  };
  const error = (status: number, retryAfter?: number) => ({
    error: { message: 'no' },
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });

  describe.each([
    ['429 with a short Retry-After', () => failsOnce(error(429, 1))],
    ['500', () => failsOnce(error(500))],
    ['a first piece that does not come', () => failsOnce({ content: story }, { latency: 1500 })],
    ['a connection that is reset', () => failsOnce({ content: story }, { chaos: { disconnectRate: 1 } })],
    ['an answer that is no JSON', () => failsOnce({ content: story }, { chaos: { malformedRate: 1 } })],
  ])('%s, before anything was shown', (_name, fault) => {
    const patience = { deadlines: { firstTokenMs: 400, totalMs: 8000 } };
    it('is asked again, for a whole answer and for a stream', async () => {
      fault();
      expect(await complete(patience)).toMatchObject({ status: 200, body: { text: story } });
      expect(peer.getRequests()).toHaveLength(2);
      await countedOnce('succeeded');
      expect((await rows()).filter(({ outcome }) => outcome !== 'succeeded')).toHaveLength(1);

      caller = platform.caller();
      fault();
      const { text, last } = await stream(patience);
      expect(text).toBe(story);
      expect(last).toMatchObject({ event: 'end', data: { usage: { inputTokens: 1000, outputTokens: 100 } } });
      await countedOnce('succeeded');
    });
  });

  describe.each([
    [
      'stalls in the middle',
      { streamingProfile: { ttft: 1, tps: 1 }, chunkSize: 8 },
      { deadlines: { idleMs: 300, totalMs: 5000 } },
      'DEADLINE_EXCEEDED',
    ],
    [
      'is cut',
      { truncateAfterChunks: 4, chunkSize: 8, streamingProfile: { ttft: 1, tps: 10 } },
      {},
      'MODEL_UNAVAILABLE',
    ],
    [
      'is reset in the middle',
      { disconnectAfterMs: 250, streamingProfile: { ttft: 1, tps: 10 }, chunkSize: 8 },
      {},
      'MODEL_UNAVAILABLE',
    ],
  ])('an answer that %s', (_name, options, more, code) => {
    it('ends what was shown with an error, is not begun anew, and is paid for', async () => {
      failsOnce({ content: story }, options);
      const { text, last } = await stream(more);
      expect(text).not.toBe('');
      expect(story.startsWith(text)).toBe(true);
      expect(last).toMatchObject({ event: 'error', data: { code } });
      expect(peer.getRequests()).toHaveLength(1);
      const row = await countedOnce(code);
      expect(row.outputTokens).toBe(Math.ceil(text.length / 4));
    });

    it('is asked again where nobody saw it', async () => {
      failsOnce({ content: story }, options);
      expect(await complete(more)).toMatchObject({ status: 200, body: { text: story } });
      expect(peer.getRequests()).toHaveLength(2);
      await countedOnce('succeeded');
    });
  });

  it('a long Retry-After is handed on, and nothing is counted', async () => {
    peer.on({ userMessage: /.*/ }, error(429, 60));
    expect(await complete()).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    await expect(stream()).rejects.toThrow(/^Error: 429|429:/);
    expect((await rows()).every(({ inputTokens }) => inputTokens === 0)).toBe(true);
  });

  it('an answer that fits no schema is mended at most twice, each time counted once', async () => {
    const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
    peer.on({ userMessage: /.*/ }, { content: '{"n": 3', usage });
    expect(await complete({ schema })).toMatchObject({ status: 422, body: { code: 'MODEL_OUTPUT_INVALID' } });
    expect(peer.getRequests()).toHaveLength(3);
    expect((await rows()).map(({ outputTokens }) => outputTokens)).toEqual([100, 100, 100]);

    const { last } = await stream({ schema });
    expect(last).toMatchObject({ event: 'error', data: { code: 'MODEL_OUTPUT_INVALID' } });
    expect(peer.getRequests()).toHaveLength(4);
  });

  it('is left alone after five failures, and asked again when it has rested', async () => {
    peer.on({ userMessage: /.*/ }, error(500));
    await complete();
    await complete();
    expect(peer.getRequests()).toHaveLength(5);
    const refused = await complete();
    expect(refused).toMatchObject({ status: 502, body: { code: 'MODEL_UNAVAILABLE' } });
    expect(refused.body['detail']).toMatch(/left alone/);
    expect(Number(refused.body['retryAfterMs'])).toBeGreaterThan(3000);
    expect(peer.getRequests()).toHaveLength(5);
    const health = await platform.http(caller, 'GET', '/ai/health');
    expect(health.body['items']).toMatchObject([{ model: 'openai/gpt-5-mini', breaker: 'open', failures: 5 }]);
  });
});
