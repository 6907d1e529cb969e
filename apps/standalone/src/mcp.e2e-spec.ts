import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import {
  activateAgent,
  createAgent,
  createApiKey,
  getRun,
  getTask,
  revokeApiKey,
  setAgentExposure,
  setWorkflowExposure,
  type ApiKey,
  type Permission,
} from '#libs/contracts';
import { eventually, launchDistributed, launchEmbedded, Tenant } from '#libs/testing';
import type { Definition } from '#libs/workflow';

type Era = 'legacy' | 'auto';

const greeting: Definition = {
  schemaVersion: 1,
  inputs: { type: 'object', required: ['name'], properties: { name: { type: 'string' } }, additionalProperties: false },
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'say', kind: 'data.set', config: { values: { text: '{{ "Hello " + input.name }}' } } },
  ],
  edges: [{ from: 'start', to: 'say' }],
};
const slow: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'first', kind: 'data.set', config: { values: { a: 1 } } },
    { id: 'pause', kind: 'flow.wait', config: { for: 'PT2S' } },
    { id: 'last', kind: 'data.set', config: { values: { b: 2 } } },
  ],
  edges: [
    { from: 'start', to: 'first' },
    { from: 'first', to: 'pause' },
    { from: 'pause', to: 'last' },
  ],
};
const endless: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'ask', kind: 'flow.wait', config: { signal: 'never' } },
  ],
  edges: [{ from: 'start', to: 'ask' }],
};

const everything: Permission[] = ['mcp:use', 'agents:run', 'agents:read', 'runs:start', 'runs:read', 'runs:control'];
const textOf = ({ content }: CallToolResult) => content.map((part) => (part.type === 'text' ? part.text : '')).join('');
const idOf = (result: CallToolResult) => (result.structuredContent as { id: string }).id;

const modes = {
  embedded: launchEmbedded,
  distributed: () => launchDistributed({ replicas: { agents: 2, company: 2 } }),
};

/* Programs of others use the platform by the protocol of others: the official client is the judge. */
describe.each(Object.keys(modes) as (keyof typeof modes)[])('the platform as an MCP server, %s', (mode) => {
  let platform: { url: string; stop(): Promise<unknown> };
  let tenant: Tenant;
  let stranger: Tenant;
  let key: string;
  const open: Client[] = [];

  const keyFor = async (who: Tenant, scopes: Permission[]): Promise<ApiKey & { key: string }> =>
    who.owner.call(createApiKey, { body: { name: 'mcp', scopes } });
  const connect = async (secret: string, era: Era = 'auto'): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era } });
    const requestInit = { headers: { authorization: `Bearer ${secret}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${platform.url}/mcp`), { requestInit }));
    open.push(client);
    return client;
  };
  const offer = async (name: string, definition: Definition) => {
    const id = await tenant.publish(name, definition);
    return tenant.owner.call(setWorkflowExposure, { params: { id }, body: { mcp: true } });
  };

  beforeAll(async () => {
    platform = await modes[mode]();
    [tenant, stranger] = [await Tenant.signUp(platform.url), await Tenant.signUp(platform.url)];
    const { id } = await tenant.owner.call(createAgent, { body: { name: 'Reply Writer', goal: 'Write replies' } });
    await tenant.owner.call(activateAgent, { params: { id }, body: {} });
    await tenant.owner.call(setAgentExposure, { params: { id }, body: { mcp: true } });
    await offer('Greeting', greeting);
    await offer('Slow one', slow);
    await offer('Endless', endless);
    await tenant.publish('Kept inside', greeting);
    ({ key } = await keyFor(tenant, everything));
  }, 120_000);
  afterAll(() => platform?.stop());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
  });

  describe.each(['legacy', 'auto'] as const)('to a client of the %s revision', (era) => {
    it('shows what is offered, with the schema of its input', async () => {
      const client = await connect(key, era);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual([
        'agent_reply_writer',
        'workflow_endless',
        'workflow_greeting',
        'workflow_slow_one',
        'get_result',
        'cancel_work',
      ]);
      expect(tools.find(({ name }) => name === 'workflow_greeting')!.inputSchema).toMatchObject(greeting.inputs!);
      expect(tools[0]).toMatchObject({
        title: 'Reply Writer',
        description: 'Write replies',
        inputSchema: { type: 'object', required: ['task'] },
      });
    });

    it('lets an agent do a task', async () => {
      const client = await connect(key, era);
      const result = await client.callTool({
        name: 'agent_reply_writer',
        arguments: { task: 'Say thanks', input: { to: 'Ada' } },
      });
      expect(result.isError).toBeFalsy();
      expect(result.structuredContent).toMatchObject({ status: 'succeeded', output: { answer: textOf(result) } });
      const task = await tenant.owner.call(getTask, { params: { taskId: idOf(result) } });
      expect(task).toMatchObject({ goal: 'Say thanks', input: { to: 'Ada' }, answer: textOf(result) });
    });

    it('runs a workflow, and tells a model what is wrong with its input', async () => {
      const client = await connect(key, era);
      const result = await client.callTool({ name: 'workflow_greeting', arguments: { name: 'Ada' } });
      expect(result.structuredContent).toMatchObject({ status: 'succeeded', output: { text: 'Hello Ada' } });
      const wrong = await client.callTool({ name: 'workflow_greeting', arguments: { name: 7 } });
      expect(wrong.isError).toBe(true);
      expect(textOf(wrong)).toMatch(/^RUN_INPUT_INVALID.*input\.name/s);
    });

    it('tells of progress while a long run goes on', async () => {
      const client = await connect(key, era);
      const heard: { progress: number; message?: string | undefined }[] = [];
      const onprogress = (progress: (typeof heard)[number]) => void heard.push(progress);
      const result = await client.callTool({ name: 'workflow_slow_one', arguments: {} }, { onprogress });
      expect(result.structuredContent).toMatchObject({ status: 'succeeded', output: { b: 2 } });
      const messages = heard.map(({ message }) => message).join('\n');
      expect(messages).toContain(`${idOf(result)} has begun`);
      expect(messages).toMatch(/(running|waiting): [12] steps? done/);
      const numbers = heard.map(({ progress }) => progress);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
    });

    it('refuses a tool that is not offered', async () => {
      const client = await connect(key, era);
      const result = await client.callTool({ name: 'workflow_kept_inside', arguments: { name: 'Ada' } });
      expect([result.isError, textOf(result)]).toEqual([true, expect.stringContaining('TOOL_NOT_FOUND')]);
    });
  });

  it('calls work off when a client of the new revision closes the call', async () => {
    const client = await connect(key);
    const leaving = new AbortController();
    let run = '';
    const onprogress = ({ message }: { message?: string | undefined }) => {
      run ||= /run_\w+/.exec(message ?? '')?.[0] ?? '';
      leaving.abort();
    };
    const call = client.callTool({ name: 'workflow_endless', arguments: {} }, { onprogress, signal: leaving.signal });
    await expect(call).rejects.toThrow();
    expect(run).not.toBe('');
    await eventually(async () => {
      expect((await tenant.owner.call(getRun, { params: { id: run } })).status).toBe('cancelled');
    });
  });

  it('lets work go on when an older client goes away, and lets it be asked for and cancelled by id', async () => {
    const client = await connect(key, 'legacy');
    const leaving = new AbortController();
    let run = '';
    const onprogress = ({ message }: { message?: string | undefined }) => {
      run ||= /run_\w+/.exec(message ?? '')?.[0] ?? '';
      leaving.abort();
    };
    const call = client.callTool({ name: 'workflow_slow_one', arguments: {} }, { onprogress, signal: leaving.signal });
    await expect(call).rejects.toThrow();
    await client.close();
    const later = await connect(key);
    const result = await later.callTool({ name: 'get_result', arguments: { id: run } });
    expect(result.structuredContent).toMatchObject({ id: run, status: 'succeeded', output: { b: 2 } });

    const stuck = tenant.run((await offer('Endless', endless)).workflowId, {});
    const cancelled = await later.callTool({ name: 'cancel_work', arguments: { id: await stuck } });
    expect([cancelled.isError, textOf(cancelled)]).toEqual([undefined, `${await stuck} was cancelled`]);
  });

  it('shows another company nothing of it', async () => {
    const mine = await connect(key);
    const id = idOf(await mine.callTool({ name: 'workflow_greeting', arguments: { name: 'Ada' } }));
    const theirs = await connect((await keyFor(stranger, everything)).key);
    expect((await theirs.listTools()).tools.map(({ name }) => name)).toEqual(['get_result', 'cancel_work']);
    for (const [name, input] of [
      ['workflow_greeting', { name: 'x' }],
      ['get_result', { id }],
      ['cancel_work', { id }],
    ] as const) {
      const result = await theirs.callTool({ name, arguments: input });
      expect([name, result.isError, textOf(result)]).toEqual([name, true, expect.stringContaining('_NOT_FOUND')]);
    }
  });

  it('goes by the scopes of the key', async () => {
    const agentsOnly = await connect((await keyFor(tenant, ['mcp:use', 'agents:run'])).key);
    const names = (await agentsOnly.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(['agent_reply_writer', 'get_result', 'cancel_work']);
    const refused = await agentsOnly.callTool({ name: 'workflow_greeting', arguments: { name: 'Ada' } });
    expect(textOf(refused)).toContain('FORBIDDEN: This needs the permission runs:start');
    await expect(connect((await keyFor(tenant, ['runs:start'])).key)).rejects.toThrow();
  });

  it('answers nobody without a key, and a revoked key for five seconds at most', async () => {
    const post = (secret?: string) =>
      fetch(`${platform.url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
      });
    const nobody = await post();
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await nobody.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32001 } });
    const made = await keyFor(tenant, everything);
    expect((await post(made.key)).status).toBe(200);
    await tenant.owner.call(revokeApiKey, { params: { id: made.id } });
    const revokedAt = Date.now();
    await eventually(async () => expect((await post(made.key)).status).toBe(401), { withinMs: 7000 });
    expect(Date.now() - revokedAt).toBeLessThan(6500);
  });
});
