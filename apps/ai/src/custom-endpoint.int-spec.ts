import { LLMock } from '@copilotkit/aimock';
import { aiRpc } from '#libs/contracts';
import { AiPlatform } from './testing/ai-platform.js';

describe('a custom inference endpoint', () => {
  let peer: LLMock;
  let platform: AiPlatform;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    const environment = { OPENAI_API_KEY: '', OLLAMA_BASE_URL: '', AAAS_EGRESS_ALLOW: new URL(peer.url).host };
    platform = await AiPlatform.start(Object.assign(process.env, environment));
  }, 120_000);
  afterAll(async () => {
    delete process.env['AAAS_EGRESS_ALLOW'];
    await platform.stop();
    await peer.stop();
  });

  const ask = (endpoint: string, model?: string, key?: string) =>
    platform.rpc.call(
      aiRpc.complete,
      { key, endpoint, request: { messages: [{ role: 'user', content: 'hello' }], ...(model ? { model } : {}) } },
      { caller: platform.caller() },
    );

  it('answers with the model that is named, and is sent no key', async () => {
    peer.onMessage('hello', { content: 'Hi there!', usage: { prompt_tokens: 10, completion_tokens: 2 } });
    for (const address of [`${peer.url}/v1`, `${peer.url}/v1/`, `${peer.url}/v1/chat/completions`])
      expect(await ask(address, 'vendor/model')).toMatchObject({
        text: 'Hi there!',
        usage: { model: 'endpoint/vendor/model', provider: 'endpoint', inputTokens: 10, costMicros: 0 },
      });
    const { body, headers } = peer.getLastRequest()!;
    expect(body).toMatchObject({ model: 'vendor/model' });
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('authorization');
  });

  it('A8: is no private address', async () => {
    await expect(ask('http://127.0.0.1:9/v1', 'm')).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    await expect(ask('http://169.254.169.254/latest', 'm')).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  });

  it('must be told which model', async () => {
    await expect(ask(`${peer.url}/v1`)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});
