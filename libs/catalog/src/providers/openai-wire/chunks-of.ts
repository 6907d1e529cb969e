import type OpenAI from 'openai';
import { eventTexts } from '../event-lines.js';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

/**
 * The chunks of a streamed answer as they come. The SDK's own reader takes each byte into its hands several times, which costs more than
 * the rest of a call.
 * @throws APIError for an error that the provider tells of in the middle, SyntaxError for what is no JSON
 */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk, void, void> {
  const body = response.body as unknown as AsyncIterable<Uint8Array> | null;
  if (!body) return;
  for await (const text of eventTexts(body, 'sse')) {
    const chunk = JSON.parse(text) as Chunk & { error?: object };
    if (chunk.error) throw await toldOf(chunk.error, response);
    yield chunk;
  }
}

async function toldOf(error: object, { headers }: Response): Promise<Error> {
  const { APIError } = await import('openai');
  return new APIError(undefined, error, undefined, headers);
}
