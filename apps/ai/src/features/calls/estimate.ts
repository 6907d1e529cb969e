import type { CompletionRequest } from '#libs/catalog/providers/defs';
import type { ChatMessage } from '#libs/contracts';

/** Characters of a token in most languages' everyday texts, and what an image costs at most models. */
const charactersPerToken = 4;
const imageTokens = 800;
/** Of an answer whose length nobody bounds. */
const usualAnswer = 500;

/** Tokens of a text by its length: for limits and for what broke off, where nobody counted. */
export const tokensOfLength = (characters: number): number => Math.ceil(characters / charactersPerToken);

export const tokensOfMessages = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);

/** What a call may use, question and answer. */
export const expectedTokens = ({ messages, maxTokens }: Pick<CompletionRequest, 'messages' | 'maxTokens'>): number =>
  tokensOfMessages(messages) + Math.min(maxTokens ?? usualAnswer, usualAnswer * 4);

function tokensOfMessage({ content }: ChatMessage): number {
  if (typeof content === 'string') return tokensOfLength(content.length);
  return content.reduce(
    (sum, part) => sum + (part.type === 'text' ? tokensOfLength(part.text.length) : imageTokens),
    0,
  );
}
