import { implementProvider } from '../provider.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { openai } from './openai.def.js';

/** Models that think answer 400 to any temperature but their own, and know how much to think. */
const thinks = (model: string): boolean => /^(gpt-5|o\d)/.test(model);

export const connectOpenai = implementProvider(openai, ({ apiKey, baseUrl }, { fetch }) =>
  connectChat({
    apiKey,
    baseUrl,
    fetch,
    tokenLimitField: 'max_completion_tokens',
    ownSampling: thinks,
    reasoning: (effort, model) => (thinks(model) ? { reasoning_effort: effort } : {}),
  }),
);
