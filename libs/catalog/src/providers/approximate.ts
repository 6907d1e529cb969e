import { textOf } from '#libs/contracts';
import type { CompletionRequest, TokenCount } from './provider.js';

/** Letters of a token, in most texts and models. */
const lettersOfToken = 4;

/** Roughly the tokens of a text, for providers that do not count: a call must not look free because nobody counted it. */
export const approximateTokens = (letters: number): number => Math.ceil(letters / lettersOfToken);

/** @param outputLetters all that the model wrote */
export function approximateCount(request: CompletionRequest, outputLetters: number): TokenCount {
  const asked = request.messages.reduce((sum, { content }) => sum + textOf(content).length, 0);
  const tools = request.tools?.length ? JSON.stringify(request.tools).length : 0;
  return {
    inputTokens: approximateTokens(asked + tools),
    cachedInputTokens: 0,
    outputTokens: approximateTokens(outputLetters),
  };
}
