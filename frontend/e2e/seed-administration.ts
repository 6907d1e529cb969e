import {
  createBudget,
  createChannel,
  createCredential,
  createPrompt,
  createProvider,
  createSuppression,
  createWatcher,
  publishPrompt,
  runPrompt,
  setAgentGuardPolicy,
  startBench,
  updateAiSettings,
  type Prompt,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';

export interface AdministrationSeed {
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
  return { provider: provider.id, prompt: prompt.id, credential: credential.id };
}
