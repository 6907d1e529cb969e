import OpenAI from 'openai';
import { lazyClient } from './client.js';

interface Sent {
  url: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal | null | undefined;
}

/** A fetch that remembers what it is asked. */
function listening() {
  const sent: Sent[] = [];
  const fetch = (url: string, { headers, body, signal }: RequestInit) => {
    sent.push({ url, headers: Object.fromEntries(new Headers(headers)), body, signal });
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  };
  return { sent, fetch: fetch as unknown as typeof globalThis.fetch };
}

const question = (content: string) => ({
  model: 'm',
  messages: [{ role: 'user' as const, content }],
  stream: true as const,
});
const endpoint = { apiKey: 'sk-a', baseUrl: 'https://models.example/v1', headers: { 'x-title': 'AaaS' } };

/** What is read of an error, and how it is called. */
const parts = (thrown: unknown) => {
  const { constructor, status, code, error, message, headers, cause } = thrown as InstanceType<typeof OpenAI.APIError>;
  return { name: constructor.name, ...{ status, code, error, message, cause }, after: headers?.get('retry-after') };
};

describe('the client of the SDK, which keeps what it built', () => {
  it('sends what the SDK sends, the first time and later', async () => {
    const [bare, ours] = [listening(), listening()];
    const { apiKey, baseUrl: baseURL, headers: defaultHeaders } = endpoint;
    const sdk = new OpenAI({
      ...{ apiKey, baseURL, defaultHeaders, fetch: bare.fetch, maxRetries: 0, timeout: 2_147_483_647 },
      ...{ organization: null, project: null },
    });
    const client = await lazyClient({ ...endpoint, fetch: ours.fetch })();
    const waiting = new AbortController().signal;
    const asks = [
      (text: string) => sdk.chat.completions.create(question(text)).asResponse(),
      (text: string) => client.send('/chat/completions', question(text), waiting),
    ];
    for (const [at, ask] of asks.entries())
      for (const text of ['one', 'two', 'three “and” more']) {
        await ask(text);
        await [sdk, client][at]!.embeddings.create({ model: 'e', input: text, encoding_format: 'float' });
      }
    const told = ({ sent }: typeof bare) => sent.map(({ url, headers, body }) => ({ url, headers, body }));
    expect(told(ours)).toEqual(told(bare));
    expect(ours.sent[0]!.headers).toMatchObject({ authorization: 'Bearer sk-a', 'x-title': 'AaaS' });
  });

  it('fails as the SDK fails', async () => {
    const refusing = (answer: () => Response) => (() => Promise.resolve(answer())) as typeof globalThis.fetch;
    const json = { 'content-type': 'application/json', 'retry-after': '7' };
    const told = { error: { message: 'slow down', code: 'rate_limit_exceeded' } };
    for (const fetch of [
      refusing(() => new Response(JSON.stringify(told), { status: 429, headers: json })),
      refusing(() => new Response('<html>busy</html>', { status: 502 })),
      refusing(() => new Response(null, { status: 404 })),
      () => Promise.reject(new Error('connect ECONNREFUSED')),
    ]) {
      const client = await lazyClient({ ...endpoint, fetch })();
      const [theirs, ours] = await Promise.all([
        client.chat.completions.create(question('a')).asResponse().catch(parts),
        client.send('/chat/completions', question('a'), new AbortController().signal).catch(parts),
      ]);
      expect(theirs).toMatchObject({ name: expect.stringMatching(/Error$/) as unknown });
      expect(ours).toEqual(theirs);
    }
  });

  it('ends a request with the reason of its signal', async () => {
    const leaving = new AbortController();
    const fetch = (_: unknown, { signal }: RequestInit) =>
      new Promise<Response>((_, reject) => signal!.addEventListener('abort', () => reject(new Error('aborted'))));
    const client = await lazyClient({ ...endpoint, fetch: fetch as typeof globalThis.fetch })();
    const asked = client.send('/chat/completions', question('a'), leaving.signal);
    const reason = new Error('nobody waits');
    setImmediate(() => leaving.abort(reason));
    await expect(asked).rejects.toBe(reason);
  });

  it('leaves headers, time-outs and signals of one request to that request', async () => {
    const { sent, fetch } = listening();
    const { chat } = await lazyClient({ ...endpoint, fetch })();
    const leaving = new AbortController();
    await chat.completions.create(question('a'), { signal: leaving.signal }).asResponse();
    await chat.completions.create(question('b'), { headers: { 'x-once': 'yes' }, timeout: 5000 }).asResponse();
    await chat.completions.create(question('c')).asResponse();
    expect(sent.map(({ headers }) => [headers['x-once'], headers['x-stainless-timeout']])).toEqual([
      [undefined, undefined],
      ['yes', '5'],
      [undefined, undefined],
    ]);
    leaving.abort();
    expect(sent.map(({ signal }) => signal?.aborted)).toEqual([true, false, false]);
    await expect(chat.completions.create(question('d'), { signal: leaving.signal }).asResponse()).rejects.toThrow();
  });
});
