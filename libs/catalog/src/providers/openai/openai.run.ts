import { implementProvider } from '../provider.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { openai } from './openai.def.js';

export const connectOpenai = implementProvider(openai, ({ apiKey, baseUrl }, { fetch }) =>
  connectChat({ apiKey, baseUrl, fetch, tokenLimitField: 'max_completion_tokens' }),
);
