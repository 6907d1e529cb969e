import { answering } from '../cancelling.js';
import { httpFailure } from '../http-fault.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { withoutKey } from '../openai-wire/without-key.js';
import { implementProvider } from '../provider.js';
import { pulledModels } from './catalogue.js';
import { ollama } from './ollama.def.js';

/** Those that think, by their names; the server answers 400 to others when they are told how much. */
const thinks = (model: string): boolean => /^(qwen3|gpt-oss|deepseek-(r1|v3)|magistral|glm-|nemotron-3)/.test(model);

export const connectOllama = implementProvider(ollama, ({ baseUrl }, { fetch }) => {
  const root = baseUrl.replace(/\/(v1\/?)?$/, '');
  return {
    ...connectChat({
      // The SDK insists on one.
      apiKey: 'none',
      baseUrl: `${root}/v1`,
      fetch: withoutKey(fetch),
      tokenLimitField: 'max_tokens',
      reasoning: (effort, model) => (thinks(model) ? { reasoning_effort: effort } : {}),
    }),
    catalogue: (call) =>
      answering(
        call,
        (error) => httpFailure(error, ''),
        (signal) => pulledModels(fetch, root, signal),
      ),
  };
});
