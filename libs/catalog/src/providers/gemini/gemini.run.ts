import type { GoogleGenAI, Model } from '@google/genai';
import { approximateTokens } from '../approximate.js';
import { answering, cancelling } from '../cancelling.js';
import { httpFailure, strictFetch } from '../http-fault.js';
import { checkedVectors } from '../openai-wire/read-embedding.js';
import { modelNamed } from '../pricing.js';
import { implementProvider, type Embedding, type EmbeddingRequest, type ModelDef } from '../provider.js';
import { gemini } from './gemini.def.js';
import { readContents } from './read-contents.js';
import { contentBody } from './request.js';

export const connectGemini = implementProvider(gemini, ({ apiKey, baseUrl }, { fetch }) => {
  let loading: Promise<GoogleGenAI> | undefined;
  // The SDK's errors have no headers, and so no Retry-After; those of our fetch do. Without `retryOptions` it asks once.
  const load = () =>
    (loading ??= import('@google/genai').then(
      ({ GoogleGenAI: Client }) =>
        new Client({ apiKey, vertexai: false, httpOptions: { baseUrl, fetch: strictFetch(fetch) } }),
    ));
  return {
    tasks: {},
    stream: (request, call) =>
      cancelling(call, failuresOf(request.model), async (signal) => {
        const { models } = await load();
        return readContents(await models.generateContentStream(contentBody(request, signal)), request.messages);
      }),
    embed: (request, call) =>
      answering(call, failuresOf(request.model), async (signal) => embedding(await load(), request, signal)),
    catalogue: (call) =>
      answering(call, failuresOf(''), async (signal) => {
        const found: ModelDef[] = [];
        const pages = await (await load()).models.list({ config: { pageSize: 100, abortSignal: signal } });
        for await (const model of pages) found.push(...modelOf(model));
        return found;
      }),
  };
});

const failuresOf = (model: string) => (error: unknown) => httpFailure(error, model);

async function embedding(
  client: GoogleGenAI,
  { model, texts }: EmbeddingRequest,
  abortSignal: AbortSignal,
): Promise<Embedding> {
  const { embeddings = [] } = await client.models.embedContent({
    model,
    contents: [...texts],
    config: { abortSignal },
  });
  return {
    vectors: checkedVectors(
      embeddings.map(({ values }) => values),
      texts.length,
    ),
    // The API does not say what it counted.
    tokens: { inputTokens: approximateTokens(texts.join('').length), cachedInputTokens: 0, outputTokens: 0 },
  };
}

/** The catalogue speaks neither of tools nor of prices: all Gemini models that write texts call tools. */
function modelOf({ name = '', displayName, inputTokenLimit, supportedActions = [] }: Model): ModelDef[] {
  const id = name.replace(/^models\//, '');
  const chats = supportedActions.includes('generateContent') && /^gemini-/.test(id) && !/image|tts|audio|live/.test(id);
  const embeds = supportedActions.some((action) => /embedContent/i.test(action));
  if (!chats && !embeds) return [];
  const known = modelNamed(gemini, id);
  return [
    {
      name: id,
      title: displayName ?? id,
      kind: chats ? 'chat' : 'embedding',
      input: chats ? ['text', 'image'] : ['text'],
      contextTokens: inputTokenLimit ?? known?.contextTokens ?? null,
      tools: chats,
      tier: known?.tier ?? (/lite|embedding/.test(id) ? 'small' : 'large'),
      price: known?.price ?? null,
      ...(known ? { priceAsOf: known.priceAsOf ?? gemini.pricesAsOf! } : {}),
    },
  ];
}
