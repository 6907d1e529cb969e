import { z } from 'zod';
import { answering } from '../cancelling.js';
import { getJson, httpFailure } from '../http-fault.js';
import { connectChat } from '../openai-wire/connect-chat.js';
import { withoutKey } from '../openai-wire/without-key.js';
import { implementProvider, type ModelDef } from '../provider.js';
import { compatible } from './compatible.def.js';

/** What servers add to OpenAI's list, each by another name. */
const listed = z.object({
  data: z.array(
    z.object({ id: z.string(), max_model_len: z.number().optional(), context_window: z.number().optional() }),
  ),
});

export const connectCompatible = implementProvider(compatible, (settings, { fetch }) => {
  const baseUrl = settings.baseUrl.replace(/\/(chat\/completions\/?)?$/, '');
  const keyed = settings.apiKey ? fetch : withoutKey(fetch);
  return {
    ...connectChat({
      // The SDK insists on one.
      apiKey: settings.apiKey ?? 'none',
      baseUrl,
      fetch: keyed,
      tokenLimitField: settings.tokenLimitField ?? 'max_tokens',
      ...(settings.reasoningEffort ? { reasoning: (effort) => ({ reasoning_effort: effort }) } : {}),
    }),
    catalogue: (call) =>
      answering(
        call,
        (error) => httpFailure(error, ''),
        async (signal) => {
          const headers = { authorization: `Bearer ${settings.apiKey}` };
          const body = await getJson(keyed, `${baseUrl}/models`, { headers, signal });
          return listed.parse(body).data.map(modelOf);
        },
      ),
  };
});

const modelOf = (model: z.infer<typeof listed>['data'][number]): ModelDef => ({
  name: model.id,
  title: model.id,
  kind: /embed/i.test(model.id) ? 'embedding' : 'chat',
  contextTokens: model.context_window ?? model.max_model_len ?? null,
  tools: false,
  tier: 'large',
  price: null,
});
