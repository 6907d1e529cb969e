import { z } from 'zod';
import { getJson } from '../http-fault.js';
import type { ModelDef } from '../provider.js';

const tags = z.object({ models: z.array(z.object({ name: z.string() })) });
const shown = z.object({
  capabilities: z.array(z.string()).default([]),
  model_info: z.record(z.string(), z.unknown()).default({}),
});

/** The models that are pulled, each with what the server says it can do. @param root address without `/v1` */
export async function pulledModels(
  fetch: typeof globalThis.fetch,
  root: string,
  signal: AbortSignal,
): Promise<ModelDef[]> {
  const { models } = tags.parse(await getJson(fetch, `${root}/api/tags`, { signal }));
  return Promise.all(models.map(({ name }) => pulledModel(fetch, root, name, signal)));
}

/** @throws HttpFault when it is not pulled */
export async function pulledModel(
  fetch: typeof globalThis.fetch,
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<ModelDef> {
  const headers = { 'content-type': 'application/json' };
  const ask = { method: 'POST', headers, body: JSON.stringify({ model: name }), signal };
  const { capabilities, model_info: info } = shown.parse(await getJson(fetch, `${root}/api/show`, ask));
  const context = Object.entries(info).find(([key]) => key.endsWith('.context_length'))?.[1];
  return {
    name,
    title: name,
    kind: capabilities.includes('embedding') ? 'embedding' : 'chat',
    input: capabilities.includes('vision') ? ['text', 'image'] : ['text'],
    contextTokens: typeof context === 'number' ? context : null,
    tools: capabilities.includes('tools'),
    tier: 'small',
    price: { input: 0, output: 0 },
  };
}
