import { LLMock } from '@copilotkit/aimock';
import { ApiClient } from '#libs/client';
import { listUsage, logIn, signUp } from '#libs/contracts';
import { launchDistributed, type DistributedPlatform } from '#libs/testing';

/* What a model writes reaches the reader as it is written, through Nginx too. */
describe('streams through the gateway', () => {
  let peer: LLMock;
  let platform: DistributedPlatform;
  let token: string;
  let api: ApiClient;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await launchDistributed({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
    api = new ApiClient(platform.url);
    const [email, password] = ['ada@larkfield.example', 'four grey herons wade'];
    await api.call(signUp, { body: { email, password, name: 'Ada', companyName: 'Larkfield' } });
    ({ accessToken: token } = await api.call(logIn, { body: { email, password } }));
    api.authorize(token);
    // Ten pieces in the course of two seconds.
    const paced = { chunkSize: 4, streamingProfile: { ttft: 50, tps: 5 } };
    peer.onMessage('tell', { content: 'one two three four five six seven eight' }, paced);
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });

  it.each([
    ['/api/v1/ai/stream', {}],
    ['/openai/v1/chat/completions', { stream: true }],
  ])('come piece by piece by %s', async (path, more) => {
    const began = performance.now();
    const answer = await fetch(`${platform.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' },
      body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'tell' }], ...more }),
    });
    expect(answer.status).toBe(200);
    let text = '';
    const heard: number[] = [];
    for await (const bytes of answer.body!) {
      text += Buffer.from(bytes as Uint8Array).toString();
      if (text.includes('"one')) heard.push(performance.now() - began);
    }
    expect(text).toContain('"ght"');
    expect(heard.length).toBeGreaterThan(4);
    expect(heard.at(-1)! - heard[0]!).toBeGreaterThan(700);
  });

  it('are called off when the reader is gone, and counted', async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${platform.url}/api/v1/ai/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'tell' }] }),
      signal: leaving.signal,
    });
    const reader = answer.body!.getReader();
    for (let text = ''; !text.includes('"one');) text += Buffer.from((await reader.read()).value!).toString();
    leaving.abort();
    const left = performance.now();
    const before = 2;
    for (;;) {
      const { items } = await api.call(listUsage, { query: {} });
      if (items.length > before) {
        expect(items[0]!.outputTokens).toBeLessThan(10);
        break;
      }
      if (performance.now() - left > 1500) throw new Error('The call went on without a reader');
      await new Promise((next) => setTimeout(next, 50));
    }
  });
});
