import { answering } from '../cancelling.js';
import { getJson, httpFailure } from '../http-fault.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { implementProvider } from '../provider.js';
import { modelsOf } from './catalogue.js';
import { openrouter } from './openrouter.def.js';

export const connectOpenrouter = implementProvider(openrouter, ({ apiKey, baseUrl }, { fetch }) => {
  const root = baseUrl.replace(/\/$/, '');
  const headers = { authorization: `Bearer ${apiKey}` };
  return {
    ...connectChat({
      apiKey,
      baseUrl: root,
      fetch,
      headers: { 'X-Title': 'AaaS' },
      tokenLimitField: 'max_tokens',
      // OpenRouter knows which model thinks, and leaves it away for others.
      reasoning: (effort) => ({ reasoning: { effort } }),
    }),
    catalogue: (call) =>
      answering(
        call,
        (error) => httpFailure(error, ''),
        async (signal) => {
          const today = new Date().toISOString().slice(0, 10);
          const [chats, embeddings] = await Promise.all([
            getJson(fetch, `${root}/models`, { headers, signal }),
            // A newer list, which not every proxy of OpenRouter has.
            getJson(fetch, `${root}/embeddings/models`, { headers, signal }).catch(() => ({ data: [] })),
          ]);
          return [...modelsOf(chats, 'chat', today), ...modelsOf(embeddings, 'embedding', today)];
        },
      ),
  };
});
