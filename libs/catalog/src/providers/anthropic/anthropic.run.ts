import type Anthropic from '@anthropic-ai/sdk';
import { answering, cancelling, type ToAppError } from '../cancelling.js';
import { implementProvider, type ModelDef } from '../provider.js';
import { modelNamed } from '../pricing.js';
import { anthropic } from './anthropic.def.js';
import { readMessage } from './read-message.js';
import { messageBody } from './request.js';

/** The SDK's own time-out would race the caller's deadlines, which end every call by its signal. */
const noTimeOutOfItsOwn = 2_147_483_647;

const failuresOf =
  (model: string): ToAppError =>
  async (error) =>
    (await import('./failures.js')).toAppError(error, model);

export const connectAnthropic = implementProvider(anthropic, ({ apiKey, baseUrl }, { fetch }) => {
  let loading: Promise<Anthropic> | undefined;
  const load = () =>
    (loading ??= import('@anthropic-ai/sdk').then(
      ({ Anthropic: Client }) =>
        new Client({
          apiKey,
          // Anything but the arguments here would come from this process's environment.
          authToken: null,
          baseURL: baseUrl,
          fetch,
          maxRetries: 0,
          timeout: noTimeOutOfItsOwn,
          logLevel: 'off',
          // The platform traces its calls itself.
          openTelemetry: false,
        }),
    ));
  return {
    tasks: {},
    stream: (request, call) =>
      cancelling(call, failuresOf(request.model), async (signal) => {
        const { messages } = await load();
        return readMessage(await messages.create(messageBody(request), { signal }));
      }),
    catalogue: (call) =>
      answering(call, failuresOf(''), async (signal) => {
        const models: ModelDef[] = [];
        for await (const info of (await load()).models.list({ limit: 100 }, { signal })) models.push(modelOf(info));
        return models;
      }),
  };
});

/** Every Claude model calls tools; the catalogue does not speak of prices. */
function modelOf({ id, display_name: title, max_input_tokens: context, capabilities }: Anthropic.ModelInfo): ModelDef {
  const known = modelNamed(anthropic, id);
  return {
    name: id,
    title,
    contextTokens: context ?? known?.contextTokens ?? null,
    tools: true,
    input: capabilities?.image_input?.supported === false ? ['text'] : ['text', 'image'],
    tier: known?.tier ?? (/haiku/.test(id) ? 'small' : 'large'),
    price: known?.price ?? null,
    ...(known ? { priceAsOf: known.priceAsOf ?? anthropic.pricesAsOf! } : {}),
  };
}
