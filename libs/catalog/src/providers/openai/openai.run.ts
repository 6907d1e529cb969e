import { connectChat } from '../openai-wire/connect-chat.js';
import { implementProvider } from '../provider.js';
import { openai } from './openai.def.js';

/** Models that think answer 400 to any temperature but their own and to stop sequences, and know how much to think. */
const thinks = (model: string): boolean => /^(gpt-[5-9]|o\d)/.test(model);

export const connectOpenai = implementProvider(openai, ({ apiKey, baseUrl, api }, { fetch }) => {
  const atOpenai = new URL(baseUrl).hostname === 'api.openai.com';
  return connectChat({
    apiKey,
    baseUrl,
    fetch,
    tokenLimitField: 'max_completion_tokens',
    ownSampling: thinks,
    reasoning: (effort, model) => (thinks(model) ? { reasoning_effort: effort } : {}),
    byResponses: (model) => api === 'responses' || (api === undefined && atOpenai && thinks(model)),
  });
});
