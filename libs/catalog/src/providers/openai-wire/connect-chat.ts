import { answering, cancelling } from '../cancelling.js';
import type { Provider } from '../provider.js';
import { stopping } from '../stopping.js';
import { failuresOf, lazyClient, type Endpoint } from './client.js';
import { readChat } from './read-chat.js';
import { readEmbedding } from './read-embedding.js';
import { readResponses } from './read-responses.js';
import { chatBody, type ChatDialect } from './request.js';
import { responsesBody } from './responses-request.js';

export interface ChatEndpoint extends Endpoint, ChatDialect {
  /** Models that are asked by the responses API instead of chat completions; none when absent. */
  byResponses?(model: string): boolean;
}
type ChatProvider = Provider<never> & Required<Pick<Provider<never>, 'embed'>>;

/** A provider that speaks OpenAI's chat completions (or its responses) and embeddings. */
export function connectChat(endpoint: ChatEndpoint): ChatProvider {
  const load = lazyClient(endpoint);
  return {
    tasks: {},
    stream: (request, call) =>
      cancelling(call, failuresOf(request.model), async (signal) => {
        const loaded = load();
        const client = loaded instanceof Promise ? await loaded : loaded;
        const ownSampling = endpoint.ownSampling?.(request.model) ?? false;
        if (endpoint.byResponses?.(request.model)) {
          const events = await client.responses.create(responsesBody(request, ownSampling), { signal });
          return stopping(readResponses(events, request.model), request.stop);
        }
        const response = await client.send('/chat/completions', chatBody(request, endpoint), signal);
        const parts = readChat(response, request);
        return ownSampling ? stopping(parts, request.stop) : parts;
      }),
    embed: (request, call) =>
      answering(call, failuresOf(request.model), async (signal) => readEmbedding(await load(), request, signal)),
  };
}
