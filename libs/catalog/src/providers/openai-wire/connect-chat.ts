import { answering, cancelling } from '../cancelling.js';
import type { Provider } from '../provider.js';
import { failuresOf, lazyClient, type Endpoint } from './client.js';
import { readEmbedding } from './read-embedding.js';
import { readChat } from './read-chat.js';
import { chatBody, type ChatDialect } from './request.js';

export interface ChatEndpoint extends Endpoint, ChatDialect {}
type ChatProvider = Provider<never> & Required<Pick<Provider<never>, 'embed'>>;

/** A provider that speaks OpenAI's chat completions and embeddings. */
export function connectChat(endpoint: ChatEndpoint): ChatProvider {
  const load = lazyClient(endpoint);
  return {
    tasks: {},
    stream: (request, call) =>
      cancelling(call, failuresOf(request.model), async function* (signal) {
        const { chat } = await load();
        yield* readChat(await chat.completions.create(chatBody(request, endpoint), { signal }));
      }),
    embed: (request, call) =>
      answering(call, failuresOf(request.model), async (signal) => readEmbedding(await load(), request, signal)),
  };
}
