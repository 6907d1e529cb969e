import {
  approveTool,
  createApiKey,
  createBudget,
  createChannel,
  createCredential,
  createPrompt,
  createProvider,
  createTool,
  createWorkflow,
  createSuppression,
  createWatcher,
  publishPrompt,
  publishWorkflow,
  rotateSigningSecret,
  runPrompt,
  setAgentExposure,
  setAgentGuardPolicy,
  startBench,
  startJob,
  updateAiSettings,
  updateTool,
  type Prompt,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';

export interface AdministrationSeed {
  /** A tool of the company that was changed by a program and waits. */
  tool: string;
  job: string;
  provider: string;
  prompt: string;
  credential: string;
}

const content: Prompt['content'] = {
  messages: [
    { role: 'system', content: 'You answer customers of {{ shop }} in at most three sentences, friendly and exact.' },
    { role: 'user', content: '{{ message }}' },
  ],
  variables: [
    {
      name: 'shop',
      type: 'string',
      required: false,
      default: 'Larkfield Supply',
      description: 'How the shop calls itself',
    },
    { name: 'message', type: 'string', required: true, description: 'What the customer wrote' },
  ],
  options: { temperature: 0.2 },
};

/** What administrators set up: a provider, budgets, a prompt that was measured, credentials, channels. */
export async function seedAdministration(api: ApiClient, agentId: string): Promise<AdministrationSeed> {
  // The account answers nothing here; calls stay with the rules that are built in.
  await api.call(updateAiSettings, { body: { routing: { defaultModel: 'builtin/rules' } } });
  const provider = await api.call(createProvider, {
    body: {
      provider: 'openai',
      name: 'OpenAI, Europe',
      slug: 'openai-eu',
      settings: { apiKey: 'sk-seeded-0000000000009F2K' },
    },
  });
  await api.call(createBudget, {
    body: {
      name: 'All model calls',
      scope: 'company',
      period: 'month',
      limitMicros: 600_000_000,
      action: 'degrade',
      degradeTo: 'small-first',
    },
  });
  await api.call(createBudget, {
    body: { name: 'Each run', scope: 'run', period: 'total', limitMicros: 2_000_000, action: 'ask' },
  });
  const prompt = await api.call(createPrompt, {
    body: { name: 'Answer a customer', description: 'The first answer of the support desk', content },
  });
  await api.call(publishPrompt, { params: { id: prompt.id }, body: { note: 'Tone agreed with the support desk' } });
  await api.call(runPrompt, { params: { id: prompt.id }, body: { variables: { message: 'Where is my parcel?' } } });
  await api.call(startBench, {
    params: { id: prompt.id },
    body: {
      models: ['builtin/rules'],
      inputs: [
        {
          name: 'Late parcel',
          variables: { message: 'My parcel is late. Where is it?' },
          expected: { contains: ['parcel'] },
        },
        {
          name: 'Wrong colour',
          variables: { message: 'The mug is blue, I ordered green.' },
          expected: { contains: ['message'] },
        },
      ],
    },
  });
  const credential = await api.call(createCredential, {
    body: {
      kind: 'bearer',
      name: 'Ledger API',
      allowedHosts: ['ledger.larkfield.example'],
      token: 'ledger-token-000000007Q4M',
    },
  });
  await api.call(createChannel, {
    body: { kind: 'slack', name: 'Support room', webhookUrl: 'https://hooks.slack.example/services/T0/B0/x' },
  });
  await api.call(createWatcher, {
    body: { name: 'Money runs out', on: 'budget.exceeded', to: ['role:admin'], by: ['in_app'], throttleMs: 900_000 },
  });
  await api.call(createSuppression, { body: { address: 'gone@larkfield.example' } });
  await api.call(setAgentGuardPolicy, { params: { agentId }, body: { injection: 'block' } });
  const access = await seedAccess(api, agentId);
  return { ...access, provider: provider.id, prompt: prompt.id, credential: credential.id };
}

/** Tools, keys, offers and hooks: what programs outside use, and are used by. */
async function seedAccess(api: ApiClient, agentId: string): Promise<Pick<AdministrationSeed, 'tool' | 'job'>> {
  const made = await api.call(createTool, {
    body: {
      name: 'find_order',
      description: 'Finds an order of the shop by its number.',
      inputSchema: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Number of the order' } },
        required: ['id'],
        additionalProperties: false,
      },
      definition: { kind: 'http', url: 'https://shop.larkfield.example/orders/{{ input.id }}' },
      review: true,
    },
  });
  // What waits and is changed by its maker waits on.
  const changed = await api.call(updateTool, {
    params: { id: made.id },
    body: {
      description: 'Finds an order of the shop by its number, with what was returned.',
      definition: { kind: 'http', url: 'https://shop.larkfield.example/v2/orders/{{ input.id }}' },
    },
  });
  const approved = await api.call(createTool, {
    body: {
      name: 'net_price',
      description: 'Takes the tax out.',
      definition: { kind: 'code', code: 'return input.gross / 1.19;' },
    },
  });
  await api.call(approveTool, { params: { id: approved.id }, body: { hash: approved.hash } });
  await api.call(createApiKey, { body: { name: 'Nightly import', scopes: ['runs:start', 'runs:read'] } });
  await api.call(rotateSigningSecret, { body: {} });
  await api.call(setAgentExposure, { params: { id: agentId }, body: { mcp: true, a2a: true } });
  const hook = await api.call(createWorkflow, {
    body: {
      name: 'Order hook',
      definition: {
        schemaVersion: 1,
        nodes: [
          { id: 'hook', kind: 'trigger.webhook', config: {} },
          { id: 'got', kind: 'data.set', config: { values: { order: '{{ input }}' } } },
        ],
        edges: [{ from: 'hook', to: 'got' }],
      },
    },
  });
  await api.call(publishWorkflow, { params: { id: hook.id }, body: {} });
  const job = await api.call(startJob, {
    params: { id: 'hello_world_delayed' },
    body: { input: { name: 'Ada', delaySeconds: 1 } },
  });
  return { tool: changed.id, job: job.id };
}
