/* Accounts of companies, their keys and what is found out about their models, on both databases, against wire peers. Long because each database is started once for all of it. */
import { inspect } from 'node:util';
import { LLMock } from '@copilotkit/aimock';
import { HttpPeer, type PeerRequest } from '#libs/catalog/conformance/http-peer';
import { collect } from '#libs/catalog/providers/defs';
import { aiRpc, type AiProvider, type Caller, type NewAiProvider } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { aiService } from '../../app.module.js';
import { ModelRouter } from '../models/model-router.js';
import { ProviderPool } from '../models/provider-pool.js';
import { AccountTestService } from './account-test.service.js';
import { AccountsService } from './accounts.service.js';
import { ProviderDirectory } from './provider-directory.js';

const canary = 'sk-canary-5f0d6a1c9b';
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const streamed = {
  headers: { 'content-type': 'text/event-stream' },
  body: chunk({ role: 'assistant', content: 'ok' }) + chunk({}, 'stop') + 'data: [DONE]\n\n',
};
const refused = { status: 401, headers: { 'content-type': 'application/json' } };
const isChat = ({ path }: PeerRequest) => path.endsWith('/chat/completions');

describe.each(backends)('provider accounts on %s', (backend) => {
  const peer = new HttpPeer();
  const operators = new HttpPeer();
  const mock = new LLMock({ port: 0 });
  const caller = callerAs('admin');
  let [address, operatorsAddress] = ['', ''];
  let service: ServiceUnderTest;
  let accounts: AccountsService;
  let directory: ProviderDirectory;

  beforeAll(async () => {
    [address, operatorsAddress] = [await peer.start(), await operators.start()];
    const json = (value: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
    operators.answer = (request) => {
      if (request.path === '/api/tags') return json({ models: [{ name: 'pulled:1b' }] });
      if (request.path === '/api/show') return json({ capabilities: ['completion', 'vision'], model_info: {} });
      return isChat(request) ? streamed : { status: 404 };
    };
    await mock.start();
    service = await ServiceUnderTest.start(
      aiService,
      backend,
      {},
      {
        ...{ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', GOOGLE_API_KEY: '', OPENROUTER_API_KEY: '' },
        OLLAMA_BASE_URL: operatorsAddress,
        AAAS_EGRESS_ALLOW: `${new URL(address).host},${new URL(mock.url).host}`,
      },
    );
    accounts = service.get(AccountsService);
    directory = service.get(ProviderDirectory);
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([peer.stop(), operators.stop(), mock.stop()]);
    delete process.env['AAAS_EGRESS_ALLOW'];
    delete process.env['OLLAMA_BASE_URL'];
  });
  beforeEach(() => {
    peer.requests.length = 0;
    peer.answer = (request) => (isChat(request) ? streamed : { status: 404 });
  });

  const create = (given: Partial<NewAiProvider> = {}, by: Caller = caller): Promise<AiProvider> =>
    accounts.create(by, {
      provider: 'compatible',
      settings: { baseUrl: `${address}/v1`, apiKey: canary },
      defaultModel: 'm',
      enabled: true,
      ...given,
    });
  const connectedTo = async (id: string, by: Caller = caller) =>
    (await service.get(ProviderPool).of(by.companyId)).find(({ key }) => key === id);
  /** One real call, as the pipeline makes it. */
  const ask = async (id: string) => {
    const { provider } = (await connectedTo(id))!;
    const messages = [{ role: 'user' as const, content: 'hello' }];
    return collect(provider.stream({ model: 'm', messages }, { signal: AbortSignal.timeout(10_000) }));
  };
  const keysSent = () => peer.requests.filter(isChat).map(({ headers }) => headers.authorization);
  const rows = () => service.get(Database).query('SELECT * FROM ai_providers');
  const noWait = new AbortController().signal;

  it('of the operator are looked at when the service starts: their models, and whether the default one calls tools', async () => {
    const list = async () => (await service.rpc.call(aiRpc.models, {}, { caller: callerAs('viewer') })).items;
    await eventually(async () => {
      const found = new Map((await list()).map((model) => [model.id, model]));
      expect(found.get('ollama/pulled:1b')).toMatchObject({ modalities: ['text', 'image'], toolsCheckedBy: null });
      expect(found.get('ollama/qwen3')).toMatchObject({ tools: false, toolsCheckedBy: 'call' });
    });
    const probes = operators.requests.filter(({ body }) => JSON.stringify(body).includes('Look up order'));
    expect(probes).toHaveLength(1);
  });

  it('A6: seal their key, use it, and never show it again', async () => {
    const made = await create({ slug: 'sealed' });
    expect(made).toMatchObject({
      source: 'company',
      provider: 'compatible',
      settings: { baseUrl: `${address}/v1` },
      hint: canary.slice(-4),
    });
    expect((await ask(made.id)).text).toBe('ok');
    expect(keysSent()).toContain(`Bearer ${canary}`);
    const shown = [made, await directory.get(caller, made.id), await directory.list(caller), await rows()];
    for (const each of shown) expect(JSON.stringify(each)).not.toContain(canary);
    peer.answer = { ...refused, body: JSON.stringify({ error: { message: `Incorrect API key: ${canary}` } }) };
    const test = await service.get(AccountTestService).test(caller, made.id, undefined, noWait);
    expect(test).toMatchObject({ ok: false, failure: { code: 'MODEL_REFUSED' } });
    expect(JSON.stringify([test, await rows()])).not.toContain(canary);
  });

  it.each(['openai', 'anthropic', 'gemini', 'openrouter', 'compatible', 'custom'])(
    'A6: of %s put their key in at the socket, so that no error and no client can hold it',
    async (provider) => {
      const url = provider === 'custom' ? { inferenceUrl: `${address}/generate` } : { baseUrl: address };
      const { id } = await create({ provider, slug: `socket-${provider}`, settings: { ...url, apiKey: canary } });
      peer.answer = { ...refused, body: JSON.stringify({ error: { message: `wrong key ${canary}` } }) };
      const error = await ask(id).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'MODEL_REFUSED' });
      expect(peer.requests.some(({ headers }) => JSON.stringify(headers).includes(canary))).toBe(true);
      const held = [error, (await connectedTo(id))!.provider];
      expect(inspect(held, { depth: Infinity, showHidden: true, maxStringLength: null })).not.toContain(canary);
      await accounts.delete(caller, id);
    },
  );

  it('A1: are of one company alone', async () => {
    const { id } = await create({ slug: 'mine' });
    const stranger = callerAs('owner');
    const notFound = { code: 'AI_PROVIDER_NOT_FOUND', status: 404 };
    await expect(directory.get(stranger, id)).rejects.toMatchObject(notFound);
    await expect(accounts.update(stranger, id, { name: 'x' })).rejects.toMatchObject(notFound);
    await expect(
      accounts.rotate(stranger, id, { settings: { apiKey: 'x' }, keepPreviousFor: 'P1D' }),
    ).rejects.toMatchObject(notFound);
    await expect(accounts.delete(stranger, id)).rejects.toMatchObject(notFound);
    await expect(service.get(AccountTestService).test(stranger, id, undefined, noWait)).rejects.toMatchObject(notFound);
    expect(await connectedTo(id, stranger)).toBeUndefined();
    expect((await directory.list(stranger)).map((each) => each.id)).not.toContain(id);
    await expect(service.get(ModelRouter).resolve(stranger.companyId, 'mine/m')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect((await service.get(ModelRouter).resolve(caller.companyId, 'mine/m')).connected.key).toBe(id);
  });

  it('refuse settings that their provider does not know, naming the field', async () => {
    const path = (field: string) => ({ code: 'VALIDATION_FAILED', details: { issues: [{ path: field }] } });
    await expect(create({ settings: { apiKey: 'x' } })).rejects.toMatchObject(path('settings.baseUrl'));
    await expect(create({ settings: { baseUrl: 'https://x.example', color: 1 } })).rejects.toMatchObject(
      path('settings.color'),
    );
    await expect(create({ provider: 'nobody' })).rejects.toMatchObject(path('provider'));
    await expect(create({ provider: 'builtin', settings: {} })).rejects.toMatchObject(path('provider'));
    await create({ slug: 'taken' });
    await expect(create({ slug: 'taken' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('A8: keep their key with its address: it must be given again, and stays shut in a row that was changed', async () => {
    const { id } = await create({ slug: 'bound' });
    const elsewhere = { baseUrl: 'https://evil.example/v1' };
    await expect(accounts.update(caller, id, { settings: elsewhere })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'settings.apiKey' }] },
    });
    await accounts.update(caller, id, { settings: { baseUrl: `${address}/v2` } });
    await ask(id);
    expect(peer.requests.at(-1)).toMatchObject({ path: '/v2/chat/completions' });
    await service
      .get(Database)
      .run('UPDATE ai_providers SET settings = ?, revision = 99 WHERE id = ?', [JSON.stringify(elsewhere), id]);
    service.get(ProviderPool).forget(caller.companyId);
    await expect(ask(id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect((await ask((await create({ slug: 'sound' })).id)).text).toBe('ok');
    await accounts.delete(caller, id);
  });

  it('A8: reach no private address, not even the one that the operator named for his own provider', async () => {
    const { id } = await create({ slug: 'inside', settings: { baseUrl: `${operatorsAddress}/v1`, apiKey: canary } });
    const before = operators.requests.length;
    const test = (which: string) => service.get(AccountTestService).test(caller, which, undefined, noWait);
    expect(await test(id)).toMatchObject({ ok: false, failure: { code: 'EGRESS_REFUSED' } });
    expect(operators.requests.slice(before).filter(({ headers }) => headers.authorization?.includes(canary))).toEqual(
      [],
    );
    expect(await test('ollama')).toMatchObject({ ok: true, model: 'qwen3', failure: null });
    await accounts.delete(caller, id);
  });

  it('A8: do not follow redirects with their key', async () => {
    const { id } = await create({ slug: 'redirected' });
    peer.answer = (request) =>
      isChat(request) ? { status: 307, headers: { location: `${mock.url}/v1/chat/completions` } } : { status: 404 };
    await expect(ask(id)).rejects.toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(mock.getRequests()).toEqual([]);
    await accounts.delete(caller, id);
  });

  it('rotate their key without downtime: the one before helps out until the new one is accepted', async () => {
    const { id } = await create({ slug: 'rotating' });
    let accepts = canary;
    peer.answer = ({ headers }) =>
      headers.authorization === `Bearer ${accepts}` ? streamed : { ...refused, body: '{}' };
    const rotated = await accounts.rotate(caller, id, {
      settings: { apiKey: 'sk-second-key-1234' },
      keepPreviousFor: 'PT1H',
    });
    expect(rotated).toMatchObject({ hint: '1234', previousKeyUntil: expect.any(String) });
    peer.requests.length = 0;
    expect((await ask(id)).text).toBe('ok');
    expect(keysSent()).toEqual(['Bearer sk-second-key-1234', `Bearer ${canary}`]);
    accepts = 'sk-second-key-1234';
    expect((await ask(id)).text).toBe('ok');
    await eventually(async () => expect((await directory.get(caller, id)).previousKeyUntil).toBeNull());
    accepts = canary;
    await expect(ask(id)).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    expect(keysSent().slice(2)).toEqual(['Bearer sk-second-key-1234', 'Bearer sk-second-key-1234']);
    const [row] = await service
      .get(Database)
      .query<{ previousSealed: unknown }>('SELECT previous_sealed AS previousSealed FROM ai_providers WHERE id = ?', [
        id,
      ]);
    expect(row).toEqual({ previousSealed: null });
  });

  it('rotate secrets alone, and forget the one before when its time is over', async () => {
    const { id } = await create({ slug: 'leaked' });
    const rotate = (settings: Record<string, unknown>, keepPreviousFor: string) =>
      accounts.rotate(caller, id, { settings, keepPreviousFor });
    await expect(rotate({ baseUrl: address }, 'PT1H')).rejects.toMatchObject({
      details: { issues: [{ path: 'settings.baseUrl' }] },
    });
    await expect(rotate({ apiKey: 'x' }, 'P8D')).rejects.toMatchObject({
      details: { issues: [{ path: 'keepPreviousFor' }] },
    });
    expect(await rotate({ apiKey: 'sk-second-key-1234' }, 'PT0S')).toMatchObject({ previousKeyUntil: null });
    peer.answer = ({ headers }) =>
      headers.authorization === `Bearer ${canary}` ? streamed : { ...refused, body: '{}' };
    await expect(ask(id)).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    expect(keysSent()).not.toContain(`Bearer ${canary}`);
  });

  it('stand before those of the operator, in the company’s order, and in place of his of the same kind', async () => {
    const by = callerAs('admin');
    const order = async () => (await service.get(ProviderPool).of(by.companyId)).map(({ id }) => id);
    expect(await order()).toEqual(['ollama', 'builtin']);
    const settings = { baseUrl: `${address}/v1` };
    const [one, two] = [await create({ settings, slug: 'one' }, by), await create({ settings, slug: 'two' }, by)];
    expect(await order()).toEqual(['one', 'two', 'ollama', 'builtin']);
    await accounts.update(by, two.id, { position: 1 });
    expect(await order()).toEqual(['two', 'one', 'ollama', 'builtin']);
    await create({ provider: 'ollama', settings: { baseUrl: address } }, by);
    expect((await service.get(ProviderPool).of(by.companyId)).map(({ source }) => source)).toEqual([
      'company',
      'company',
      'company',
      'builtin',
    ]);
    await accounts.update(by, one.id, { enabled: false });
    expect(await order()).toEqual(['two', 'ollama', 'builtin']);
    await accounts.delete(by, two.id);
    expect(await order()).toEqual(['ollama', 'builtin']);
  });

  describe('with a model server that others wrote', () => {
    const ours = () => ({ settings: { baseUrl: `${mock.url}/v1`, apiKey: canary } });
    const found = { toolCalls: [{ id: 'call_1', name: 'lookup_order', arguments: '{"orderNumber":"A-1042"}' }] };
    const probes = () =>
      mock.getRequests().filter(({ body }) => JSON.stringify(body).includes('Look up order A-1042')).length;
    beforeEach(() => {
      mock.clearFixtures();
      mock.clearRequests();
    });

    it('are tested by a tiny call, which says what model, how long, and what failed', async () => {
      mock.onMessage('Answer with the word ok', { content: 'ok' }).onMessage('Look up order A-1042', found);
      const { id } = await create({ slug: 'tested', ...ours() });
      const test = (model?: string) => service.get(AccountTestService).test(caller, id, model, noWait);
      expect(await test()).toMatchObject({ ok: true, model: 'm', tools: true, failure: null, ms: expect.any(Number) });
      expect(await directory.get(caller, id)).toMatchObject({ healthy: true, lastTest: { ok: true, model: 'm' } });
      mock.clearFixtures();
      mock.onMessage('Answer with the word ok', {
        error: { message: 'overloaded', type: 'server_error' },
        status: 503,
      });
      expect(await test('other')).toMatchObject({
        ok: false,
        model: 'other',
        tools: null,
        failure: { code: 'MODEL_UNAVAILABLE', message: 'overloaded' },
      });
      expect(await directory.get(caller, id)).toMatchObject({ healthy: false, lastTest: { ok: false } });
    });

    it('have their models asked once whether they call tools, when they are saved', async () => {
      mock.onMessage('Look up order A-1042', found);
      const by = callerAs('builder');
      await create({ slug: 'able', ...ours() }, by);
      const fits = (model: string) => service.rpc.call(aiRpc.models, { fits: { model, tools: true } }, { caller: by });
      await eventually(() => expect(probes()).toBe(1));
      const { items } = await fits('able/m');
      expect(items.find(({ id }) => id === 'able/m')).toMatchObject({ tools: true, toolsCheckedBy: 'call' });
      expect(probes()).toBe(1);
    });

    it('that call no tools are given to no agent with tools; the error names those that do', async () => {
      mock.onMessage('Look up order A-1042', { content: 'I cannot look anything up.' });
      const by = callerAs('builder');
      await create({ slug: 'plain', defaultModel: 'talker', ...ours() }, by);
      const fits = (model: string, tools = true) =>
        service.rpc.call(aiRpc.models, { fits: { model, tools } }, { caller: by });
      await expect(fits('plain/talker')).rejects.toMatchObject({
        code: 'MODEL_NO_TOOLS',
        details: { issues: [{ path: 'model', message: 'these can call tools: builtin/rules' }] },
      });
      await expect(fits('default')).rejects.toMatchObject({ code: 'MODEL_NO_TOOLS' });
      await expect(fits('plain/talker', false)).resolves.toBeTruthy();
      await expect(fits('gone/model')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      expect(probes()).toBe(1);
      mock.clearFixtures();
      mock.onMessage('Answer with the word ok', { content: 'ok' }).onMessage('Look up order A-1042', found);
      const [{ id } = { id: '' }] = await directory.list(by);
      expect(await service.get(AccountTestService).test(by, id, undefined, noWait)).toMatchObject({ tools: true });
      await expect(fits('plain/talker')).resolves.toBeTruthy();
    });

    it('tell of the models that their own catalogue has', async () => {
      peer.answer = ({ path }) =>
        path === '/v1/models'
          ? {
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ data: [{ id: 'org/new', context_window: 4096 }] }),
            }
          : { status: 404 };
      const by = callerAs('admin');
      await accounts.create(by, {
        provider: 'compatible',
        slug: 'told',
        settings: { baseUrl: `${address}/v1` },
        enabled: true,
      });
      await eventually(async () => {
        const { items } = await service.rpc.call(aiRpc.models, {}, { caller: by });
        expect(items).toContainEqual(
          expect.objectContaining({ id: 'told/org/new', contextTokens: 4096, provider: 'told' }),
        );
      });
      expect((await service.get(ModelRouter).resolve(by.companyId)).id).toBe('told/org/new');
      const { items } = await service.rpc.call(aiRpc.models, {}, { caller: callerAs('admin') });
      expect(items.filter(({ provider }) => provider === 'told')).toEqual([]);
    });
  });
});
