import type { CompletionRequest } from '#libs/catalog/providers/defs';

/**
 * Bytes of UTF-8 for a token: letters and digits of a business letter measured 3.5, scripts of three bytes a sign about 3. A real count
 * (gpt-tokenizer) took 0.2 to 1 ms for such a letter and 67 MB once loaded; this takes microseconds, and errs to the dear side.
 */
const bytesPerToken = 3.3;
/** Of the roles and marks around a message. */
const aroundMessage = 4;
/** Providers count an image of usual size about so. */
const perImage = 1100;
/** What an answer has when nothing bounds it: longer ones are rare in business tasks. */
export const usualAnswer = 1000;

export const guessTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / bytesPerToken);

type Asked = Pick<CompletionRequest, 'messages' | 'tools' | 'schema' | 'maxTokens'>;

/** What a request will probably use. */
export function guessUse({ messages, tools, schema, maxTokens }: Asked): { inputTokens: number; outputTokens: number } {
  let inputTokens = 0;
  for (const { content, ...more } of messages) {
    inputTokens += aroundMessage;
    if (typeof content === 'string') inputTokens += guessTokens(content);
    else for (const part of content) inputTokens += part.type === 'text' ? guessTokens(part.text) : perImage;
    if ('toolCalls' in more && more.toolCalls) inputTokens += guessTokens(JSON.stringify(more.toolCalls));
  }
  if (tools && tools.length > 0) inputTokens += guessTokens(JSON.stringify(tools));
  if (schema) inputTokens += guessTokens(JSON.stringify(schema));
  return { inputTokens, outputTokens: maxTokens ?? usualAnswer };
}
