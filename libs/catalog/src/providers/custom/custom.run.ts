import { evaluate } from '#libs/expressions';
import { approximateTokens } from '../approximate.js';
import { answering, cancelling } from '../cancelling.js';
import { brokenOff } from '../collect.js';
import { httpFailure, strictFetch } from '../http-fault.js';
import { checkedVectors } from '../openai-wire/read-embedding.js';
import { implementProvider, type CompletionPart, type CompletionRequest, type Provider } from '../provider.js';
import { stopping } from '../stopping.js';
import { custom } from './custom.def.js';
import { eventTexts } from '../event-lines.js';
import { filled } from './filled.js';
import { CustomReading } from './reading.js';
import { customBody, type CustomSettings } from './request.js';

type Embed = NonNullable<Provider['embed']>;
type Post = (url: string, body: string, signal: AbortSignal) => Promise<Response>;

export const connectCustom = implementProvider(custom, (settings, { fetch }) => {
  const strict = strictFetch(fetch);
  const post: Post = (url, body, signal) => strict(url, { method: 'POST', headers: headersOf(settings), body, signal });
  return {
    tasks: {},
    stream: (request, call) =>
      cancelling(call, failuresOf(request.model), (signal) =>
        stopping(answer(request, settings, post, signal), request.stop),
      ),
    ...(settings.embedding ? { embed: embedBy(settings.embedding, settings, post) } : {}),
  };
});

const failuresOf = (model: string) => (error: unknown) => httpFailure(error, model);

function headersOf({ apiKey, keyHeader }: CustomSettings): Record<string, string> {
  const key: Record<string, string> =
    apiKey === undefined ? {} : keyHeader ? { [keyHeader]: apiKey } : { authorization: `Bearer ${apiKey}` };
  return { 'content-type': 'application/json', ...key };
}

async function* answer(
  request: CompletionRequest,
  settings: CustomSettings,
  post: Post,
  signal: AbortSignal,
): AsyncGenerator<CompletionPart, void, void> {
  const body = customBody(request, settings);
  const response = await post(settings.inferenceUrl, body, signal);
  const { stream } = settings;
  if (!stream) {
    const templates = settings.response ?? {};
    const reading = new CustomReading(templates, templates.text ?? '{{ response[0].generated_text }}', request);
    yield* reading.parts({ response: await response.json() }, true);
    return yield reading.end();
  }
  const reading = new CustomReading(stream, stream.text ?? '{{ chunk.token.text }}', request);
  for await (const text of eventTexts(response.body as unknown as AsyncIterable<Uint8Array>, stream.format))
    yield* reading.parts({ chunk: JSON.parse(text) as unknown }, false);
  if (stream.finish && !reading.hasFinished) throw brokenOff();
  yield reading.end();
}

const embedBy =
  (embedding: NonNullable<CustomSettings['embedding']>, settings: CustomSettings, post: Post): Embed =>
  ({ model, texts }, call) =>
    answering(call, failuresOf(model), async (signal) => {
      const scope = { texts: [...texts], model, parameters: settings.parameters ?? {} };
      const body = JSON.stringify(filled(embedding.request ?? { inputs: '{{ texts }}' }, scope));
      const response: unknown = await (await post(embedding.inferenceUrl, body, signal)).json();
      const vectors = evaluate(embedding.vectors, { response });
      return {
        vectors: checkedVectors(Array.isArray(vectors) ? vectors : [], texts.length),
        tokens: { inputTokens: approximateTokens(texts.join('').length), cachedInputTokens: 0, outputTokens: 0 },
      };
    });
