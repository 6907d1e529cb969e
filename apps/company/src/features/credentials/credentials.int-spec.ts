import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { newCredential, newId, type CredentialKind } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { CredentialsService } from './credentials.service.js';
import { OutboundHttp } from './outbound-http.js';

const canary = 'canary-5f0d6a1c';

describe.each(backends)('credentials on %s', (backend) => {
  const [peer, other] = [new HttpPeer(), new HttpPeer()];
  let [address, elsewhere] = ['', ''];
  let bench: CompanyBench;
  let credentials: CredentialsService;

  beforeAll(async () => {
    [address, elsewhere] = [await peer.start(), await other.start()];
    bench = await CompanyBench.start(backend, { AAAS_EGRESS_ALLOW: '127.0.0.1' });
    credentials = bench.get(CredentialsService);
  });
  afterAll(async () => {
    await bench.stop();
    await Promise.all([peer.stop(), other.stop()]);
    delete process.env['AAAS_EGRESS_ALLOW'];
  });
  beforeEach(() => {
    for (const each of [peer, other]) {
      each.requests.length = 0;
      each.answer = { body: 'ok' };
    }
  });

  const hostOf = (url: string) => `http://${new URL(url).host}`;
  type Secrets = { kind: CredentialKind } & Record<string, unknown>;
  const create = async (secrets: Secrets, hosts = [hostOf(address)]) => {
    const given = newCredential.parse({ name: 'Peer', allowedHosts: hosts, ...secrets });
    return (await credentials.create(bench.owner.caller, given)).id;
  };
  const call = (credential: string, path = '/', companyId = bench.companyId) =>
    bench.get(OutboundHttp).request(companyId, { method: 'GET', url: `${address}${path}`, credential });

  it('prove who calls, in the way of their kind', async () => {
    const header = async (secrets: Secrets) => {
      await call(await create(secrets));
      return peer.requests.at(-1)!;
    };
    expect((await header({ kind: 'bearer', token: canary })).headers.authorization).toBe(`Bearer ${canary}`);
    const basic = await header({ kind: 'basic', username: 'ada', password: canary });
    expect(basic.headers.authorization).toBe(`Basic ${Buffer.from(`ada:${canary}`).toString('base64')}`);
    const named = await header({ kind: 'header', header: 'X-Api-Key', value: canary });
    expect(named.headers['x-api-key']).toBe(canary);
    expect((await header({ kind: 'query', parameter: 'key', value: canary })).path).toBe(`/?key=${canary}`);
    const signing = await create({ kind: 'hmac', secret: 'only for signatures' });
    await expect(call(signing)).rejects.toMatchObject({ code: 'CREDENTIAL_UNFIT' });
  });

  it('fetch a token of client credentials, and keep it until it ends or they change', async () => {
    let issued = 0;
    other.answer = (request) => {
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from(`app:${canary}`).toString('base64')}`);
      expect(String(request.body)).toBe('grant_type=client_credentials&scope=read');
      return {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ access_token: `t${++issued}`, expires_in: 3600 }),
      };
    };
    const client = { tokenUrl: `${elsewhere}/token`, clientId: 'app', clientSecret: canary, scope: 'read' };
    const id = await create({ kind: 'oauth2-client', ...client });
    for (let asked = 0; asked < 2; asked++) await call(id);
    await credentials.update(bench.owner.caller, id, { secrets: client });
    await call(id);
    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
    other.answer = { status: 401, body: '{}' };
    await credentials.update(bench.owner.caller, id, { secrets: client });
    await expect(call(id)).rejects.toMatchObject({ code: 'EGRESS_FAILED', message: 'The token server answered 401' });
  });

  it('A8: go to their hosts alone, at every hop', async () => {
    const id = await create({ kind: 'bearer', token: canary });
    const elsewhereOnly = await create({ kind: 'bearer', token: canary }, [hostOf(elsewhere)]);
    await expect(call(elsewhereOnly)).rejects.toMatchObject({ code: 'CREDENTIAL_HOST_REFUSED' });
    expect(peer.requests).toEqual([]);
    peer.answer = ({ path }) => (path === '/' ? { status: 302, headers: { location: `${elsewhere}/landed` } } : {});
    await call(id);
    expect(other.requests.at(-1)).toMatchObject({ path: '/landed' });
    expect(other.requests.at(-1)!.headers.authorization).toBeUndefined();
    peer.answer = ({ path }) => (path === '/' ? { status: 307, headers: { location: '/again' } } : {});
    await call(id);
    expect(peer.requests.map(({ headers }) => headers.authorization).slice(-2)).toEqual([
      `Bearer ${canary}`,
      `Bearer ${canary}`,
    ]);
    const both = await create({ kind: 'bearer', token: canary }, [hostOf(address), hostOf(elsewhere)]);
    peer.answer = { status: 302, headers: { location: `${elsewhere}/both` } };
    await call(both);
    expect(other.requests.at(-1)!.headers.authorization).toBe(`Bearer ${canary}`);
  });

  it('A1: of another company are not found: when a workflow is saved, published or run, and by their routes', async () => {
    const id = await create({ kind: 'bearer', token: canary });
    const stranger = callerAs('owner');
    const notFound = { code: 'CREDENTIAL_NOT_FOUND', status: 404 };
    await expect(credentials.get(stranger, id)).rejects.toMatchObject(notFound);
    await expect(credentials.update(stranger, id, { name: 'x' })).rejects.toMatchObject(notFound);
    await expect(credentials.delete(stranger, id)).rejects.toMatchObject(notFound);
    await expect(call(id, '/', stranger.companyId)).rejects.toMatchObject(notFound);
    expect((await credentials.list(stranger, { limit: 10 })).items).toEqual([]);
    const definition: Definition = { schemaVersion: 1, ...calling(id) };
    const workflows = bench.get(WorkflowsService);
    const request = { name: 'Borrow', definition };
    await expect(workflows.create(stranger, request)).rejects.toMatchObject({
      ...notFound,
      details: { issues: [{ node: 'call', path: 'nodes[1].config.credential' }] },
    });
    const own = await workflows.create(stranger, { ...request, definition: { ...definition, ...calling(undefined) } });
    await expect(workflows.saveDraft(stranger, own.id, definition, '*')).rejects.toMatchObject(notFound);
    expect(peer.requests).toEqual([]);
  });

  const calling = (credential: string | undefined): Pick<Definition, 'nodes' | 'edges'> =>
    row({
      id: 'call',
      kind: 'http.request',
      config: { url: `${address}/orders`, ...(credential === undefined ? {} : { credential }) },
    });

  it('are of the kind that their step can use', async () => {
    const [sent, signs] = [
      await create({ kind: 'bearer', token: canary }),
      await create({ kind: 'hmac', secret: 'only for signatures' }),
    ];
    await expect(bench.publish(calling(signs))).rejects.toMatchObject({ code: 'CREDENTIAL_UNFIT', status: 422 });
    const hook = (credential: string): Pick<Definition, 'nodes' | 'edges'> => ({
      nodes: [{ id: 'hook', kind: 'trigger.webhook', config: { signature: 'github', credential } }],
      edges: [],
    });
    await expect(bench.publish(hook(sent))).rejects.toMatchObject({
      code: 'CREDENTIAL_UNFIT',
      details: { issues: [{ node: 'hook' }] },
    });
    await bench.publish(hook(signs));
  });

  it('A6: are used by a step, and show up nowhere', async () => {
    const id = await create({ kind: 'bearer', token: canary });
    const run = await bench.finished(await bench.run(await bench.publish(calling(id))));
    expect(run).toMatchObject({ status: 'succeeded', output: { status: 200 } });
    expect(peer.requests[0]!.headers.authorization).toBe(`Bearer ${canary}`);
    const history = await bench.get(RunsService).history(bench.owner.caller, run.id, 0, 1000);
    const shown = await credentials.get(bench.owner.caller, id);
    const rows = await bench.db.query('SELECT * FROM credentials');
    for (const text of [history, run, shown, await credentials.list(bench.owner.caller, { limit: 50 }), rows])
      expect(JSON.stringify(text)).not.toContain(canary);
    expect(shown).toMatchObject({ kind: 'bearer', hint: canary.slice(-4), account: null });
  });

  it('stay sealed in a row that is moved to another id', async () => {
    const [one, two] = [
      await create({ kind: 'bearer', token: canary }),
      await create({ kind: 'bearer', token: 'other' }),
    ];
    const [row] = await bench.db.query<{ sealed: string }>('SELECT sealed FROM credentials WHERE id = ?', [one]);
    await bench.db.run('UPDATE credentials SET sealed = ? WHERE id = ?', [row!.sealed, two]);
    await expect(call(two)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('are not deleted while a published workflow uses them, which is named', async () => {
    const { caller } = bench.owner;
    const id = await create({ kind: 'bearer', token: canary });
    const workflow = await bench.publish(calling(id), 'Fetches orders');
    await expect(credentials.delete(caller, id)).rejects.toMatchObject({
      code: 'CREDENTIAL_IN_USE',
      details: { workflows: [{ id: workflow, name: 'Fetches orders' }] },
    });
    await bench.get(WorkflowsService).delete(caller, workflow);
    await credentials.delete(caller, id);
    await expect(credentials.get(caller, id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    await expect(call(id)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });

  it('are not deleted while own tools, settings of tools or channels use them, which are named', async () => {
    const { caller } = bench.owner;
    const id = await create({ kind: 'bearer', token: canary });
    const tools = [{ id: newId('tool'), name: 'find_order' }];
    const channels = [{ id: newId('channel'), name: 'Desk' }];
    bench.agents.uses.set(id, { tools, settings: ['web_search'] });
    bench.notifications.channels.set(id, channels);
    await expect(credentials.delete(caller, id)).rejects.toMatchObject({
      code: 'CREDENTIAL_IN_USE',
      message: 'Used by the tool find_order, the settings of web_search, the channel Desk',
      details: { workflows: [], tools, settings: ['web_search'], channels },
    });
    bench.agents.uses.clear();
    bench.notifications.channels.clear();
    await credentials.delete(caller, id);
  });

  it('are changed field by field, and refused naming the field', async () => {
    const { caller } = bench.owner;
    const id = await create({ kind: 'basic', username: 'ada', password: 'first password' });
    await expect(credentials.update(caller, id, { secrets: { username: 'ada' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'secrets.password' }] },
    });
    await expect(credentials.update(caller, id, { allowedHosts: [] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const secrets = { username: 'grace', password: 'another password' };
    expect(await credentials.update(caller, id, { name: 'Billing', secrets })).toMatchObject({
      name: 'Billing',
      account: 'grace',
      hint: 'word',
    });
    await call(id);
    expect(peer.requests[0]!.headers.authorization).toBe(
      `Basic ${Buffer.from('grace:another password').toString('base64')}`,
    );
  });
});
