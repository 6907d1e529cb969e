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

describe('the client of the SDK, which keeps what it built', () => {
  it('sends what the SDK sends, the first time and later', async () => {
    const [bare, ours] = [listening(), listening()];
    const { apiKey, baseUrl: baseURL, headers: defaultHeaders } = endpoint;
    const sdk = new OpenAI({
      ...{ apiKey, baseURL, defaultHeaders, fetch: bare.fetch, maxRetries: 0, timeout: 2_147_483_647 },
      ...{ organization: null, project: null },
    });
    const client = await lazyClient({ ...endpoint, fetch: ours.fetch })();
    for (const { chat, embeddings } of [sdk, client])
      for (const text of ['one', 'two', 'three “and” more']) {
        await chat.completions.create(question(text)).asResponse();
        await embeddings.create({ model: 'e', input: text, encoding_format: 'float' });
      }
    const told = ({ sent }: typeof bare) => sent.map(({ url, headers, body }) => ({ url, headers, body }));
    expect(told(ours)).toEqual(told(bare));
    expect(ours.sent[0]!.headers).toMatchObject({ authorization: 'Bearer sk-a', 'x-title': 'AaaS' });
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
