import OpenAI from 'openai';
import { aiRpc, AppError } from '#libs/contracts';
import { gateBounds } from './features/calls/gate.js';
import { AiPlatform } from './testing/ai-platform.js';
import { eventsOf } from './testing/events-of.js';
import { SlowModel } from './testing/slow-model.js';

describe('streamed answers', () => {
  let model: SlowModel;
  let platform: AiPlatform;
  let url: string;
  beforeAll(async () => {
    model = await SlowModel.start();
    platform = await AiPlatform.start(
      Object.assign(process.env, {
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: model.url,
        OLLAMA_BASE_URL: '',
        AI_CALLS_AT_ONCE: '3',
      }),
    );
    url = await platform.service.listen(0, '127.0.0.1');
  }, 120_000);
  afterAll(async () => {
    delete process.env['AI_CALLS_AT_ONCE'];
    await platform.stop();
    await model.stop();
  });

  const ask = { messages: [{ role: 'user' as const, content: 'tell' }], model: 'openai/gpt-5-mini' };
  const headersOf = (caller: ReturnType<AiPlatform['caller']>) => ({ authorization: platform.authorization(caller) });
  const clientOf = (caller: ReturnType<AiPlatform['caller']>) =>
    new OpenAI({
      baseURL: `${url}/openai/v1`,
      apiKey: platform.authorization(caller).replace('Bearer ', ''),
      maxRetries: 0,
    });
  /** Each way to hear a stream: its texts as they come, until it is left. */
  const doors = {
    SSE: async function* (caller: ReturnType<AiPlatform['caller']>, signal: AbortSignal) {
      const events = eventsOf(`${url}/api/v1/ai/stream`, headersOf(caller), ask, signal);
      for await (const { data, event } of events) if (event === 'text') yield data['text'] as string;
    },
    RPC: async function* (caller: ReturnType<AiPlatform['caller']>) {
      for await (const part of platform.rpc.stream(aiRpc.stream, { request: ask }, { caller }))
        if (part.type === 'text') yield part.text;
    },
    'the OpenAI client': async function* (caller: ReturnType<AiPlatform['caller']>, signal: AbortSignal) {
      const chunks = await clientOf(caller).chat.completions.create({ ...ask, stream: true }, { signal });
      for await (const { choices } of chunks) if (choices[0]?.delta.content) yield choices[0].delta.content;
    },
  };
  const rowsOf = async (caller: ReturnType<AiPlatform['caller']>) =>
    (await platform.http(caller, 'GET', '/ai/usage')).body['items'] as object[];
  const eventually = async (check: () => Promise<boolean>) => {
    for (const end = Date.now() + 3000; !(await check()); await new Promise((next) => setTimeout(next, 10)))
      if (Date.now() > end) throw new Error('not within 3 s');
  };

  describe.each(Object.entries(doors))('by %s', (_name, listen) => {
    it('come piece by piece, while the model still writes', async () => {
      const texts = listen(platform.caller(), new AbortController().signal);
      const first = texts.next();
      const call = await model.asked();
      for (const text of ['One ', 'two ', 'three.']) {
        const heard = text === 'One ' ? first : texts.next();
        const said = performance.now();
        call.say(text);
        expect((await heard).value).toBe(text);
        expect(performance.now() - said).toBeLessThan(200);
      }
      call.end();
      expect((await texts.next()).done).toBe(true);
    });

    it('are called off within a second when nobody listens any more, and what came is paid for once', async () => {
      const caller = platform.caller();
      const leaving = new AbortController();
      const texts = listen(caller, leaving.signal);
      const first = texts.next();
      const call = await model.asked();
      call.say('A long story begins');
      await first;
      const left = performance.now();
      leaving.abort();
      await texts.return(undefined).catch(() => undefined);
      expect(await model.gone(left)).toBeLessThan(1000);
      await eventually(async () => (await rowsOf(caller)).length > 0);
      expect(await rowsOf(caller)).toMatchObject([{ outcome: 'succeeded', inputTokens: 1, outputTokens: 5 }]);
    });
  });

  it.each([
    [
      'HTTP',
      (caller: ReturnType<AiPlatform['caller']>, signal: AbortSignal) =>
        fetch(`${url}/api/v1/ai/complete`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headersOf(caller) },
          body: JSON.stringify(ask),
          signal,
        }),
    ],
    [
      'RPC',
      (caller: ReturnType<AiPlatform['caller']>, signal: AbortSignal) =>
        platform.rpc.call(aiRpc.complete, { request: ask }, { caller, signal }),
    ],
    [
      'RPC under a key',
      (caller: ReturnType<AiPlatform['caller']>, signal: AbortSignal) =>
        platform.rpc.call(aiRpc.complete, { key: 'k', request: ask }, { caller, signal }),
    ],
  ])('a whole answer by %s is called off within a second when its caller leaves', async (_name, complete) => {
    const leaving = new AbortController();
    const answer = complete(platform.caller(), leaving.signal).then(
      () => 'answered',
      () => 'left',
    );
    const call = await model.asked();
    call.say('A long story begins');
    await new Promise((next) => setTimeout(next, 100));
    const left = performance.now();
    leaving.abort(new AppError('CONFLICT'));
    expect(await answer).toBe('left');
    expect(await model.gone(left)).toBeLessThan(1000);
  });

  it('under a key come word by word once; whoever asks again gets the same answer, and the model is asked once', async () => {
    const caller = platform.caller();
    const request = { key: 'spoken', request: ask };
    const listen = () => platform.rpc.stream(aiRpc.completing, request, { caller });
    const heard = listen();
    const first = heard.next();
    const call = await model.asked();
    call.say('One ');
    expect((await first).value).toEqual({ type: 'text', text: 'One ' });
    const whole = async () => {
      const said = [];
      for await (const part of listen()) said.push(part);
      return said;
    };
    const joined = whole();
    const second = heard.next();
    call.say('two.');
    expect((await second).value).toEqual({ type: 'text', text: 'two.' });
    call.end();
    const answer = { type: 'answer', answer: { text: 'One two.', finish: 'stop', usage: { outputTokens: 2 } } };
    expect((await heard.next()).value).toMatchObject(answer);
    expect((await heard.next()).done).toBe(true);
    expect([await joined, await whole()]).toMatchObject([[answer], [answer]]);
    expect(await platform.rpc.call(aiRpc.complete, request, { caller })).toMatchObject(answer.answer);
    expect(await rowsOf(caller)).toHaveLength(1);
  });

  it('may take long, when the caller says so, and no longer', async () => {
    const heard = eventsOf(`${url}/api/v1/ai/stream`, headersOf(platform.caller()), {
      ...ask,
      deadlines: { firstTokenMs: 5000, idleMs: 250, totalMs: 5000 },
    });
    const first = heard.next();
    const call = await model.asked();
    call.say('Begun');
    await first;
    const waited = performance.now();
    expect((await heard.next()).value).toMatchObject({ event: 'error', data: { code: 'DEADLINE_EXCEEDED' } });
    expect(performance.now() - waited).toBeGreaterThan(200);
    expect(await model.gone(waited)).toBeLessThan(1300);
  });

  it('wait in line when a key is used as much as it may be, and are told to come later when the line is full', async () => {
    const bound = gateBounds.perCompany;
    gateBounds.perCompany = 1;
    try {
      const [busy, other] = [platform.caller(), platform.caller()];
      const listen = (caller: typeof busy) => eventsOf(`${url}/api/v1/ai/stream`, headersOf(caller), ask);
      const open = [listen(busy), listen(busy), listen(busy)].map((events) => ({ events, first: events.next() }));
      const calls = await Promise.all(open.map(() => model.asked()));
      for (const call of calls) call.say('Hi');
      await Promise.all(open.map(({ first }) => first));

      const queued = listen(busy);
      const waiting = queued.next();
      // Those who come together may overtake one another on their way in.
      await new Promise((next) => setTimeout(next, 100));
      const refused = await platform.http(busy, 'POST', '/ai/complete', ask);
      expect(refused).toMatchObject({ status: 429, body: { code: 'MODEL_BUSY' } });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      // The line of one company is not that of the others.
      const theirs = listen(other);
      const theirFirst = theirs.next();
      await new Promise((next) => setTimeout(next, 100));

      for (const call of calls) call.end();
      for (const call of [await model.asked(), await model.asked()]) {
        call.say('Hello');
        call.end();
      }
      expect((await waiting).value).toMatchObject({ event: 'text' });
      expect((await theirFirst).value).toMatchObject({ event: 'text' });
      for (const events of [...open.map((each) => each.events), queued, theirs]) for await (const _ of events);
    } finally {
      gateBounds.perCompany = bound;
    }
  });
});
