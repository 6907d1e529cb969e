import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { createTool, toolSettings, type Caller, type CustomTool } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import type { z } from 'zod';
import { AgentsService } from '../../agents/agents.service.js';
import { ToolSettingsService } from '../settings/tool-settings.service.js';
import { Toolbox } from '../toolbox.js';
import { ToolsRpc } from '../tools.rpc.js';
import { ToolsBench } from '../testing/tools-bench.js';
import { CustomToolsService } from './custom-tools.service.js';

const order = {
  type: 'object',
  properties: { id: { type: 'string' }, note: { type: 'string' }, tags: { type: 'array' } },
  required: ['id'],
  additionalProperties: false,
};

describe.each(backends)("a company's own tools on %s", (backend) => {
  const peer = new HttpPeer();
  let address = '';
  let bench: ToolsBench;
  let tools: CustomToolsService;
  beforeAll(async () => {
    address = await peer.start();
    bench = await ToolsBench.start(backend, [new URL(address).host]);
    tools = bench.get(CustomToolsService);
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });
  beforeEach(() => {
    peer.requests.splice(0);
    peer.answer = { headers: { 'content-type': 'application/json' }, body: '{"ok":true,"list":[1,2]}' };
  });

  type Given = z.input<typeof createTool.body>;
  const make = (given: Partial<Given> & Pick<Given, 'name' | 'definition'>, caller: Caller = bench.caller) =>
    tools.create(caller, createTool.body.parse({ description: 'A tool of ours', ...given }));
  const http = (name: string, definition: object, more: Partial<Given> = {}): Promise<CustomTool> =>
    make({
      name,
      inputSchema: order,
      definition: { kind: 'http', url: `${address}/orders/{{ input.id }}`, ...definition } as Given['definition'],
      ...more,
    });
  const code = (name: string, text: string, more: Partial<Given> = {}) =>
    make({ name, inputSchema: { type: 'object' }, definition: { kind: 'code', code: text }, ...more });

  describe('of a web address', () => {
    it('fill in their templates, and give what the output says', async () => {
      await http('put_order', {
        method: 'PUT',
        query: { dry: true, note: '{{ input.?note.orValue(null) }}' },
        headers: { 'x-order': 'no {{ input.id }}' },
        body: { id: '{{ input.id }}', tags: '{{ input.?tags.orValue([]) }}' },
        output: { first: '{{ body.list[0] }}', told: 'HTTP {{ status }}' },
      });
      const output = await bench.call('put_order', { id: 'A/1 ü?', tags: ['x'] }, { key: 'the-key' });
      expect(output).toEqual({ first: 1, told: 'HTTP 200' });
      expect(peer.requests[0]).toMatchObject({
        method: 'PUT',
        path: '/orders/A%2F1%20%C3%BC%3F?dry=true',
        body: { id: 'A/1 ü?', tags: ['x'] },
        headers: { 'idempotency-key': 'the-key', 'x-order': 'no A/1 ü?' },
      });
    });

    it('are named to whoever would delete the credential that they send, and so are settings; to no other company', async () => {
      const [mine, other] = await Promise.all(
        ['a', 'b'].map((token) => bench.credential(token, [`http://${new URL(address).host}`])),
      );
      const { id } = await http('sends_it', { credential: mine });
      await http('names_it', { headers: { 'x-about': mine! } });
      await http('sends_another', { credential: other });
      const search = { provider: 'searxng', url: address, credential: mine };
      await bench.get(ToolSettingsService).set(bench.caller, toolSettings.parse({ search }));
      const uses = (caller: Caller, credential = mine!) =>
        bench.get(ToolsRpc).credentialUses(caller, { id: credential });
      expect(await uses(bench.caller)).toEqual({ tools: [{ id, name: 'sends_it' }], settings: ['web_search'] });
      expect(await uses(callerAs('owner'))).toEqual({ tools: [], settings: [] });
      await bench.get(ToolSettingsService).set(bench.caller, toolSettings.parse({}));
      await tools.remove(bench.caller, id, false);
      expect(await uses(bench.caller)).toEqual({ tools: [], settings: [] });
    });

    it('send their credential to its hosts alone, and give no secret back', async () => {
      const token = 'tok_canary_8812';
      const mine = await bench.credential(token, [`http://${new URL(address).host}`]);
      await http('with_key', { credential: mine });
      peer.answer = ({ headers }) => ({
        body: JSON.stringify({ echo: headers.authorization }),
        headers: { 'content-type': 'application/json' },
      });
      expect(JSON.stringify(await bench.call('with_key', { id: '1' }))).not.toContain(token);
      expect(peer.requests[0]!.headers.authorization).toBe(`Bearer ${token}`);
      const elsewhere = await bench.credential(token, ['api.example.com']);
      await http('wrong_key', { credential: elsewhere });
      await expect(bench.call('wrong_key', { id: '1' })).rejects.toMatchObject({ code: 'CREDENTIAL_HOST_REFUSED' });
      expect(peer.requests).toHaveLength(1);
    });

    it.each(['..', '.', '%2e%2e', '../admin', 'a/../../admin'])(
      'A8: a value such as %j stays within its segment',
      async (id) => {
        await http('segment', {}).catch(() => undefined);
        await bench
          .call('segment', { id })
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'TOOL_INPUT_INVALID' }));
        for (const { path } of peer.requests) expect(path.startsWith('/orders/')).toBe(true);
        for (const { path } of peer.requests) expect(path.slice('/orders/'.length)).not.toContain('/');
      },
    );

    it.each([
      'https://{{ input.id }}/x',
      'https://api.{{ input.id }}.example/',
      'https://api.example.com{{ input.id }}',
      'https://{{ input.id }}',
      'https://user@api.example.com/{{ input.id }}',
      'https://api.example.com:{{ input.id }}/',
    ])('A8: whoever fills in values does not choose the host: %s', async (url) => {
      await expect(http('anywhere', { url })).rejects.toMatchObject({
        code: expect.stringMatching(/INVALID|VALIDATION/) as string,
      });
    });

    it.each([
      'http://169.254.169.254/{{ input.id }}',
      'http://127.0.0.1:1/{{ input.id }}',
      'http://[::1]/{{ input.id }}',
    ])('A8: %s is not reached', async (url) => {
      const { name } = await http(`inner_${Math.abs(hash(url))}`, { url });
      await expect(bench.call(name, { id: 'x' })).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    });

    it('fail as steps do: a POST whose answer is lost is of unknown effect', async () => {
      await http('post_order', { method: 'POST', body: {} });
      peer.answer = { hangUp: true };
      await expect(bench.call('post_order', { id: '1' })).rejects.toMatchObject({ details: { unknown: true } });
      peer.answer = { status: 422, body: 'no such order' };
      await expect(bench.call('post_order', { id: '1' })).rejects.toMatchObject({
        code: 'HTTP_REFUSED',
        message: expect.stringContaining('no such order') as string,
      });
    });
  });

  it('of code run in the sandbox, and reach nothing', async () => {
    await code('twice', 'return { twice: input.n * 2, at: now }', {
      inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      outputSchema: { type: 'object', required: ['twice'] },
    });
    expect(await bench.call('twice', { n: 4 })).toEqual({ twice: 8, at: '2026-11-20T12:00:00.000Z' });
    await expect(bench.call('twice', { n: 'four' })).rejects.toMatchObject({
      code: 'TOOL_INPUT_INVALID',
      details: { issues: [{ path: 'n' }] },
    });
    await code('nosy', 'return [typeof process, typeof fetch, typeof require].join()');
    expect(await bench.call('nosy', {})).toBe('undefined,undefined,undefined');
    await code('endless', 'for (;;);', { definition: { kind: 'code', code: 'for (;;);', timeMs: 100 } });
    await expect(bench.call('endless', {})).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await code('liar', 'return 5', { outputSchema: { type: 'object' } });
    await expect(bench.call('liar', {})).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });

  describe('have versions, names and approvals', () => {
    it('unique in the company, and none of a built-in tool', async () => {
      await code('one_of_us', '1');
      const taken = { code: 'TOOL_NAME_TAKEN' };
      await expect(code('one_of_us', '2')).rejects.toMatchObject(taken);
      await expect(code('web_search', '2')).rejects.toMatchObject(taken);
      const other = callerAs('builder');
      const theirs = { name: 'one_of_us', definition: { kind: 'code' as const, code: '3' } };
      await expect(make(theirs, other)).resolves.toMatchObject({ version: 1 });
    });

    it('each change is the next version, with the hash of all that decides a call', async () => {
      const first = await code('changing', '1');
      const second = await tools.update(
        bench.caller,
        first.id,
        { definition: { kind: 'code', code: '2', timeMs: 1000 } },
        first.etag,
      );
      expect(second).toMatchObject({ version: 2, status: 'active' });
      expect(second.hash).not.toBe(first.hash);
      expect(await bench.call('changing', {})).toBe(2);
      await expect(tools.update(bench.caller, first.id, { risk: 'low' }, first.etag)).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
      });
      const { items } = await tools.versions(bench.caller, 'changing', { limit: 10 });
      expect(items.map(({ version, hash }) => ({ version, hash }))).toEqual([
        { version: 2, hash: second.hash },
        { version: 1, hash: first.hash },
      ]);
    });

    it('A12: what no person asked for cannot be called, nor be seen by a model, until its very hash is approved', async () => {
      const service = { ...bench.caller, kind: 'service' as const };
      const written = { name: 'written', definition: { kind: 'code' as const, code: 'return "by a model"' } };
      const tool = await make(written, service);
      expect(tool.status).toBe('review');
      await expect(bench.call('written', {})).rejects.toMatchObject({ code: 'TOOL_IN_REVIEW' });
      const toolbox = bench.get(Toolbox);
      const seen = async () => (await toolbox.specs(bench.caller.companyId, ['written'])).length;
      expect(await seen()).toBe(0);
      const { items } = await toolbox.list(bench.caller.companyId, { limit: 10, status: 'review' });
      expect(items.map(({ name }) => name)).toEqual(['written']);
      await expect(tools.approve(bench.caller, 'written', 'another')).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
      });
      const approved = await tools.approve(bench.caller, 'written', tool.hash);
      expect(approved.status).toBe('active');
      expect(await bench.call('written', {})).toBe('by a model');
      expect(await seen()).toBe(1);
      const changed = await tools.update(
        service,
        'written',
        { definition: { kind: 'code', code: 'return 0', timeMs: 1000 } },
        undefined,
      );
      expect(changed.status).toBe('review');
      await expect(tools.approve(bench.caller, 'written', tool.hash)).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
      });
    });

    it('A12: code that was changed in the database is not what was approved', async () => {
      const { id } = await code('tampered', 'return "good"');
      const db = bench.get<Database>(Database);
      await db.transaction((tx) =>
        tx.run("UPDATE custom_tools SET content = REPLACE(content, 'good', 'evil') WHERE id = ?", [id]),
      );
      await expect(bench.call('tampered', {})).rejects.toMatchObject({ code: 'TOOL_IN_REVIEW' });
    });

    it('are not taken from those who use them', async () => {
      await code('in_use', '1');
      await bench.get(AgentsService).create(bench.caller, {
        name: `User on ${backend}`,
        goal: 'x',
        endpoint: endpoint,
        model: 'm',
        tools: ['in_use'],
      });
      const used = { code: 'TOOL_IN_USE', message: expect.stringContaining(`User on ${backend}`) as string };
      await expect(tools.remove(bench.caller, 'in_use', false)).rejects.toMatchObject(used);
      await expect(tools.update(bench.caller, 'in_use', { name: 'renamed' }, undefined)).rejects.toMatchObject(used);
      await tools.remove(bench.caller, 'in_use', true);
      await expect(bench.call('in_use', {})).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
      await code('in_flow', '1');
      bench.company.workflows = [{ id: 'wf_1', name: 'Nightly' }];
      await expect(tools.remove(bench.caller, 'in_flow', false)).rejects.toMatchObject({
        details: { workflows: [{ name: 'Nightly' }] },
      });
      bench.company.workflows = [];
      await tools.remove(bench.caller, 'in_flow', false);
    });

    it('A1: belong to one company', async () => {
      const tool = await code('ours', '1');
      const stranger = callerAs('builder');
      const missing = { code: 'TOOL_NOT_FOUND' };
      for (const ref of [tool.id, 'ours']) {
        await expect(bench.call(ref, {}, { caller: stranger })).rejects.toMatchObject(missing);
        await expect(tools.update(stranger, ref, { risk: 'low' }, undefined)).rejects.toMatchObject(missing);
        await expect(tools.approve(stranger, ref, tool.hash)).rejects.toMatchObject(missing);
        await expect(tools.versions(stranger, ref, { limit: 5 })).rejects.toMatchObject(missing);
        await expect(tools.remove(stranger, ref, true)).rejects.toMatchObject(missing);
      }
      const theirs = await bench.credential('tok_canary_1', ['api.example.com']);
      const foreign = {
        name: 'foreign',
        definition: { kind: 'http' as const, url: 'https://api.example.com/', credential: theirs },
      };
      await expect(make(foreign, stranger)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
      await expect(
        make({
          ...foreign,
          definition: { ...foreign.definition, credential: await bench.credential('x'.repeat(16), [], 'hmac') },
        }),
      ).rejects.toMatchObject({ code: 'CREDENTIAL_UNFIT' });
    });
  });

  it.each<[string, object, string]>([
    ['a schema that is no object', { inputSchema: { type: 'string' } }, 'inputSchema.type'],
    ['a schema that is none', { inputSchema: { type: 'object', properties: 5 } }, 'inputSchema'],
    ['a schema of elsewhere', { inputSchema: { type: 'object', $ref: 'https://evil.example/s' } }, 'inputSchema'],
    [
      'an expression that is none',
      { definition: { kind: 'http', url: 'https://a.example/{{ input. }}' } },
      'definition.url',
    ],
    [
      'a template that is none',
      { definition: { kind: 'http', url: 'https://a.example/', query: { a: '{{ 1 + }}' } } },
      'definition.query.a',
    ],
    ['a body for GET', { definition: { kind: 'http', url: 'https://a.example/', body: 1 } }, 'definition.body'],
  ])('are refused with %s', async (_what, given, path) => {
    await expect(
      make({ name: 'refused', definition: { kind: 'code', code: '1' }, ...given } as never),
    ).rejects.toMatchObject({
      code: 'TOOL_INVALID',
      details: { issues: [expect.objectContaining({ path })] },
    });
  });

  it('stand among the built-in ones, by name, and are searched', async () => {
    await code('aaa_first', '1', { description: 'Finds the needle' });
    const toolbox = bench.get(Toolbox);
    const { companyId } = bench.caller;
    const names: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await toolbox.list(companyId, { limit: 3, cursor });
      names.push(...page.items.map(({ name }) => name));
      more = page.nextCursor !== null;
      cursor = page.nextCursor ?? undefined;
    }
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(['aaa_first', 'web_search', 'twice']));
    const found = await toolbox.list(companyId, { limit: 10, search: 'needle' });
    expect(found.items.map(({ name }) => name)).toEqual(['aaa_first']);
    const custom = await toolbox.list(companyId, { limit: 100, source: 'custom' });
    expect(custom.items.every(({ builtin }) => !builtin)).toBe(true);
    expect((await toolbox.find(companyId, { name: 'AAA first' }))?.name).toBe('aaa_first');
  });
});

/** Nobody asks the model here. */
const endpoint = { url: 'https://models.example/v1' } as never;
const hash = (text: string) => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
