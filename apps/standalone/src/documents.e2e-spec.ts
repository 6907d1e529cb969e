import { LLMock } from '@copilotkit/aimock';
import { exportWorkflow, importWorkflow, listAgents, listKinds, publishWorkflow } from '#libs/contracts';
import { launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

let model: LLMock;
let platform: ServiceProcess;
let tenant: Tenant;

beforeAll(async () => {
  model = new LLMock({ port: 0 });
  await model.start();
  platform = await launchEmbedded({ env: { AAAS_EGRESS_ALLOW: new URL(model.url).host } });
  tenant = await Tenant.signUp(platform.url);
}, 90_000);
afterAll(async () => {
  await platform.stop();
  await model.stop();
});

const call = async (path: string, init: RequestInit = {}) => {
  const { token } = tenant.owner as unknown as { token: string };
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${platform.url}/api/v1${path}`, { ...init, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const exported = async (id: string, format: 'yaml' | 'json') =>
  (await tenant.owner.open(exportWorkflow, { params: { id }, query: { format } })).text();

describe('documents', () => {
  it('a process document runs as it stands, with the model it names', async () => {
    model
      .onMessage('Look at prices', { content: 'Prices rise' })
      .onMessage('Look at news', { content: 'Nothing new' })
      .onMessage('Write it up', { content: 'Prices rise, nothing new' });
    const agent = (id: string, name: string) => ({
      id,
      name,
      model: {
        id: 'vendor/model',
        inference_url: `${model.url}/v1`,
        parameters: [{ name: 'temperature', value: 0.2 }],
      },
      tools: [{ id: 't1', name: 'teleport' }],
    });
    const document = {
      process_id: '5d0f2a52-6a0e-4a53-9d5a-0c1a3e1f9a01',
      name: 'Market report',
      description: 'Two look, one writes',
      tasks: [
        { id: 'u1', name: 'Look at prices', dependencies: [], agent: agent('a1', 'Analyst') },
        { id: 'u2', name: 'Look at news', dependencies: [], agent: agent('a1', 'Analyst') },
        {
          id: 'u3',
          name: 'Write it up',
          dependencies: [{ task_id: 'u1' }, { task_id: 'u2' }],
          agent: agent('a2', 'Writer'),
        },
        { id: 'u4', name: 'Calculate 2 + 3', dependencies: [{ task_id: 'u3' }] },
      ],
    };
    const workflow = await tenant.owner.call(importWorkflow, { body: document });
    expect(workflow).toMatchObject({
      name: 'Market report',
      publishedVersion: null,
      problems: [],
      import: {
        format: 'process',
        created: [{ name: 'Analyst' }, { name: 'Writer' }, { name: 'General assistant' }],
        missing: [
          { type: 'tool', name: 'teleport' },
          { type: 'tool', name: 'teleport' },
        ],
      },
    });
    await tenant.owner.call(publishWorkflow, { params: { id: workflow.id }, body: {} });
    const run = await tenant.finished(await tenant.run(workflow.id, { market: 'tea' }));
    expect(run).toMatchObject({ status: 'succeeded', output: { answer: expect.any(String) as string } });
    const asked = model.getRequests().map(({ body }) => JSON.stringify(body));
    expect(asked).toHaveLength(3);
    expect(asked.find((body) => body.includes('Look at prices'))).toContain('tea');
    expect(asked.at(-1)).toContain('Prices rise');
    expect(asked.at(-1)).toContain('Nothing new');

    const again = await tenant.owner.call(importWorkflow, { body: document });
    expect(again.import).toMatchObject({ created: [], notes: [{ code: 'NAME_TAKEN' }] });
    expect((await tenant.owner.call(listAgents, {})).items).toHaveLength(3);
    expect(await exported(again.id, 'yaml')).toBe(await exported(workflow.id, 'yaml'));
  });

  it('comes back byte for byte, as YAML and as JSON', async () => {
    const definition = {
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.manual', config: {} },
        {
          id: 'say',
          kind: 'data.set',
          config: { values: { text: '  no\n- {{ input.x }}\u2028', when: '2001-12-14' } },
        },
      ],
      edges: [{ from: 'start', to: 'say' }],
    };
    for (const [format, type] of [
      ['yaml', 'application/yaml'],
      ['json', 'application/json'],
    ] as const) {
      const first = await call('/workflows/import?name=R%C3%A9ponse', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(definition),
      });
      expect(first.status).toBe(201);
      const text = await exported((JSON.parse(first.text) as { id: string }).id, format);
      const second = await call('/workflows/import', { method: 'POST', headers: { 'content-type': type }, body: text });
      expect(second.status).toBe(201);
      expect(await exported((JSON.parse(second.text) as { id: string }).id, format)).toBe(text);
    }
  });

  it('A13: what is no document is told with line and column', async () => {
    const send = (body: string) =>
      call('/workflows/import', { method: 'POST', headers: { 'content-type': 'application/yaml' }, body });
    expect(await send('a: &a [1]\nb: *a')).toMatchObject({
      status: 400,
      text: expect.stringContaining('line 1') as string,
    });
    expect((await send(`a: ${'['.repeat(100_000)}`)).status).toBe(400);
    expect((await send('name: x')).status).toBe(422);
  });

  it('has the catalogue of kinds, once', async () => {
    const { headers } = await call('/kinds');
    const known = headers.get('etag') ?? '';
    expect((await call('/kinds', { headers: { 'if-none-match': known } })).status).toBe(304);
    expect((await tenant.owner.call(listKinds, {})).items.length).toBeGreaterThan(25);
  });
});
