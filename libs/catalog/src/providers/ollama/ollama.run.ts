import { implementProvider } from '../provider.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { ollama } from './ollama.def.js';

/** The endpoint needs no key, but the SDK insists on one. */
export const connectOllama = implementProvider(ollama, ({ baseUrl }, { fetch }) =>
  connectChat({
    apiKey: 'ollama',
    baseUrl: `${baseUrl.replace(/\/(v1\/?)?$/, '')}/v1`,
    fetch,
    tokenLimitField: 'max_tokens',
  }),
);
